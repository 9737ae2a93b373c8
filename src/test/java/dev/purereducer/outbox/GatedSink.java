package dev.purereducer.outbox;

import dev.purereducer.outbox.OutboxStore.OutboxRow;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Delays every batch until opened: simulates a relay that pauses between read and send. */
final class GatedSink implements EventSink {
  final CompletableFuture<Integer> arrived = new CompletableFuture<>();
  final CompletableFuture<Void> open = new CompletableFuture<>();
  private final EventSink sink;

  GatedSink(EventSink sink) {
    this.sink = sink;
  }

  @Override
  public Uni<Void> send(List<OutboxRow> rows) {
    arrived.complete(rows.size());
    return Uni.createFrom().completionStage(open).chain(() -> sink.send(rows));
  }

  @Override
  public void close() {
    sink.close();
  }
}
