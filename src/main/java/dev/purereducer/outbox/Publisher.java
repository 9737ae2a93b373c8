package dev.purereducer.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads a batch, has it published, deletes it: the steps of one loop, for all shards held. */
final class Publisher {
  private static final Logger LOG = Logger.getLogger(Publisher.class);

  private final Leases leases;
  private final OutboxStore table;
  private final EventSink sink;
  private final PublishMeters meters;
  private final OutboxLowWatermark lowWatermark;
  private final BlockedKeys blockedKeys;
  private final AtomicReference<@Nullable CompletableFuture<Void>> drain = new AtomicReference<>();
  private volatile @Nullable String lastError;
  private int lastRows;

  Publisher(Leases leases, OutboxStore table, EventSink sink, PublishMeters meters) {
    LongSupplier nanoClock = System::nanoTime;
    this.leases = leases;
    this.table = table;
    this.sink = sink;
    this.meters = meters;
    this.lowWatermark = new OutboxLowWatermark(nanoClock);
    this.blockedKeys = new BlockedKeys(nanoClock);
  }

  /** One batch; true when there may be another. */
  Uni<Boolean> publishNextBatch() {
    var holding = leases.beginBatch();
    var draining = drain.get();
    return (holding.isEmpty() ? Uni.createFrom().item(false) : publishNext(holding))
        .onTermination()
        .invoke(leases::endBatch)
        .invoke(more -> {
          if (!more && draining != null) {
            draining.complete(null);
          }
        });
  }

  /** Completes when a step that begins after this call has found nothing to publish. */
  Uni<Void> drain() {
    var empty = new CompletableFuture<Void>();
    drain.set(empty);
    return Uni.createFrom().completionStage(empty);
  }

  int blockedKeyCount() {
    return blockedKeys.count();
  }

  /** Why the last batch was not published; null when it was. */
  @Nullable
  String lastError() {
    return lastError;
  }

  /** In the batch that was read last. On the loop's context only. */
  int lastBatchRows() {
    return lastRows;
  }

  private Uni<Boolean> publishNext(Leases.LeaseSnapshot holding) {
    var range = new OutboxStore.RowRange(
        lowWatermark.readAbove(holding.generation()), holding.shards(), blockedKeys.activeKeys());
    return table.read(range).chain(this::publish).onFailure().invoke(this::failed);
  }

  private Uni<Boolean> publish(OutboxStore.OutboxBatch batch) {
    lastRows = batch.rows().size();
    if (batch.rows().isEmpty()) {
      lastError = null;
      return Uni.createFrom().item(false);
    }
    if (leases.usable().isEmpty()) {
      return Uni.createFrom().item(false);
    }
    return send(batch.rows())
        .invoke(() -> meters.published(batch.rows()))
        .chain(() -> table.delete(batch.rows()))
        .invoke(deletedBy -> published(batch, deletedBy))
        .replaceWith(true)
        .onFailure(failure ->
            failure instanceof RecordRefusedException refused && setAside(refused, batch))
        .recoverWithItem(true);
  }

  /** Goes on where the step began: the acknowledgement comes on a thread of the Kafka client. */
  private Uni<Void> send(List<OutboxRow> rows) {
    Context context = Vertx.currentContext();
    return sink.send(rows).emitOn(command -> context.runOnContext(_ -> command.run()));
  }

  private void published(OutboxStore.OutboxBatch batch, long deletedBy) {
    lastError = null;
    lowWatermark.batchPublished(
        batch.rows().getLast().id(), batch.snapshotXmin(), deletedBy, blockedKeys.lowestId());
  }

  private boolean setAside(RecordRefusedException refused, OutboxStore.OutboxBatch batch) {
    var key = refused.row().workflowKey();
    long lowestId = batch.rows().stream()
        .filter(row -> row.workflowKey().equals(key))
        .findFirst()
        .orElse(refused.row())
        .id();
    boolean taken = blockedKeys.add(key, lowestId);
    lastError = refused.getMessage();
    LOG.errorf(
        "workflow_key=%s event_id=%s outbox_id=%d set_aside=%b refused=%s",
        key, refused.row().event().eventId(), refused.row().id(), taken, refused.getCause());
    return taken;
  }

  private void failed(Throwable failure) {
    lastError = String.valueOf(failure.getMessage());
    // ids may start lower again after a failover of the database
    lowWatermark.reset();
  }
}
