package dev.purereducer.outbox;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Where events go. */
interface EventSink extends AutoCloseable {
  /**
   * Publishes all of these, in order, and completes when all are acknowledged.
   *
   * <p>When one fails, none behind it that has its key may be published any more by this call, and
   * the failure comes only when every other has settled: {@link RecordRefusedException} where it was the
   * record itself, anything else where the same record may pass later.
   */
  Uni<Void> send(List<OutboxRow> rows);

  /** Lets go of what is under way: it may or may not be published. */
  @Override
  void close();
}
