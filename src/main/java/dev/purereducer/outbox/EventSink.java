package dev.purereducer.outbox;

import dev.purereducer.outbox.OutboxStore.OutboxRow;
import dev.purereducer.trace.Tracing;
import dev.purereducer.trace.Tracing.SpanName;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** The destination of published events. */
interface EventSink extends AutoCloseable {
  /**
   * Publishes the rows in order and completes when all are acknowledged.
   *
   * <p>After a failure, this call must not publish a later row of the same key. The failure is
   * reported once every row has been acknowledged or has failed: {@link RecordRefusedException} if
   * the broker rejected the record itself, any other exception if a retry may succeed.
   */
  Uni<Void> send(List<OutboxRow> rows);

  /** Aborts sends in progress; their rows may or may not have been published. */
  @Override
  void close();

  /** The broker rejects this record; a retry without a change of record or broker fails again. */
  final class RecordRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient OutboxRow row;

    RecordRefusedException(OutboxRow row, Exception cause) {
      super("record of event " + row.event().eventId() + " rejected: " + cause.getMessage(), cause);
      this.row = row;
    }

    OutboxRow row() {
      return row;
    }
  }

  /** A tracing decorator: each batch is a span linked to the traces of its events. */
  final class TracingEventSink implements EventSink {
    private final EventSink sink;
    private final Tracing tracing;

    private TracingEventSink(EventSink sink, Tracing tracing) {
      this.sink = sink;
      this.tracing = tracing;
    }

    /** Returns the sink itself if tracing is off. */
    static EventSink of(EventSink sink, Tracing tracing) {
      return tracing.isOn() ? new TracingEventSink(sink, tracing) : sink;
    }

    @Override
    public Uni<Void> send(List<OutboxRow> rows) {
      var traceparents = rows.stream().map(row -> row.event().traceparent()).toList();
      return tracing
          .startBatchSpan(SpanName.PUBLISH, traceparents)
          .setAttribute("events", rows.size())
          .endOnTermination(sink.send(rows));
    }

    @Override
    public void close() {
      sink.close();
    }
  }
}
