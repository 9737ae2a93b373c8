package dev.purereducer.outbox;

import dev.purereducer.outbox.EventSink.RecordRefusedException;
import dev.purereducer.outbox.OutboxStore.OutboxRow;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the publish loop, for all held shards: read a batch, send it, delete it. A key whose
 * record is rejected by the broker is blocked and retried later.
 */
final class Publisher {
  private static final Logger LOG = Logger.getLogger(Publisher.class);

  private final Leases leases;
  private final OutboxStore store;
  private final EventSink sink;
  private final PublishMeters meters;
  private final OutboxLowWatermark lowWatermark = new OutboxLowWatermark(System::nanoTime);
  private final BlockedKeys blockedKeys = new BlockedKeys(System::nanoTime);
  private final AtomicReference<@Nullable CompletableFuture<Void>> drained =
      new AtomicReference<>();
  private volatile @Nullable String lastError;
  private int lastBatchRows;

  Publisher(Leases leases, OutboxStore store, EventSink sink, PublishMeters meters) {
    this.leases = leases;
    this.store = store;
    this.sink = sink;
    this.meters = meters;
  }

  /** One step of the loop; true when there may be another batch. */
  Uni<Boolean> publishNextBatch() {
    var lease = leases.beginBatch();
    var drain = drained.get();
    return (lease.isEmpty() ? Uni.createFrom().item(false) : readAndPublish(lease))
        .onTermination()
        .invoke(leases::endBatch)
        .invoke(more -> {
          if (!more && drain != null) {
            drain.complete(null);
          }
        });
  }

  /** Completes when a step that begins after this call has found nothing to publish. */
  Uni<Void> drain() {
    var empty = new CompletableFuture<Void>();
    drained.set(empty);
    return Uni.createFrom().completionStage(empty);
  }

  int blockedKeyCount() {
    return blockedKeys.count();
  }

  /** The failure of the last batch; null if it was published. */
  @Nullable
  String lastError() {
    return lastError;
  }

  /** Must be called on the loop's context. */
  int lastBatchRows() {
    return lastBatchRows;
  }

  private Uni<Boolean> readAndPublish(Leases.LeaseSnapshot lease) {
    return store
        .read(lowWatermark.readAbove(lease.generation()), lease.shards(), blockedKeys.activeKeys())
        .chain(this::publish)
        .onFailure()
        .invoke(this::failed);
  }

  private Uni<Boolean> publish(OutboxStore.OutboxBatch batch) {
    lastBatchRows = batch.rows().size();
    if (batch.rows().isEmpty()) {
      lastError = null;
      return Uni.createFrom().item(false);
    }
    if (leases.usable().isEmpty()) {
      return Uni.createFrom().item(false);
    }
    return send(batch.rows())
        .invoke(() -> meters.published(batch.rows()))
        .chain(() -> store.delete(batch.rows()))
        .invoke(deletedBy -> published(batch, deletedBy))
        .replaceWith(true)
        .onFailure(failure -> failure instanceof RecordRefusedException e && block(e, batch))
        .recoverWithItem(true);
  }

  /** Returns to the loop's context: the acknowledgement arrives on a thread of the Kafka client. */
  private Uni<Void> send(List<OutboxRow> rows) {
    Context context = Vertx.currentContext();
    return sink.send(rows).emitOn(command -> context.runOnContext(_ -> command.run()));
  }

  private void published(OutboxStore.OutboxBatch batch, long deletedBy) {
    lastError = null;
    lowWatermark.batchPublished(
        batch.rows().getLast().id(), batch.snapshotXmin(), deletedBy, blockedKeys.lowestId());
  }

  /** Blocks the key of the rejected record; false if too many keys are blocked. */
  private boolean block(RecordRefusedException failure, OutboxStore.OutboxBatch batch) {
    var row = failure.row();
    long lowestId = batch.rows().stream()
        .filter(other -> other.workflowKey().equals(row.workflowKey()))
        .findFirst()
        .orElse(row)
        .id();
    boolean blocked = blockedKeys.add(row.workflowKey(), lowestId);
    lastError = failure.getMessage();
    LOG.errorf(
        "broker rejected a record workflow_key=%s event_id=%s outbox_id=%d key_blocked=%b error=%s",
        row.workflowKey(), row.event().eventId(), row.id(), blocked, failure.getCause());
    return blocked;
  }

  private void failed(Throwable failure) {
    lastError = String.valueOf(failure.getMessage());
    // after a failover of the database, ids may start lower again
    lowWatermark.reset();
  }

  /**
   * Workflow keys with a record that the broker rejects. All rows of such a key are excluded from the
   * batches for a while, so that the key keeps its order and does not stop other keys.
   */
  static final class BlockedKeys {
    /** With more blocked keys, the cause is the broker or its configuration: the relay retries. */
    static final int MAX_KEYS = 1000;

    static final long RETRY_AFTER_NANOS = 30_000_000_000L;

    private record BlockedKey(long lowestId, long untilNanos) {}

    private final Map<String, BlockedKey> keys = new LinkedHashMap<>();
    private final LongSupplier nanoClock;
    private volatile int count;

    BlockedKeys(LongSupplier nanoClock) {
      this.nanoClock = nanoClock;
    }

    /**
     * Blocks a key; false if the limit is reached.
     *
     * @param lowestId lowest id of the key's unpublished rows
     */
    boolean add(String workflowKey, long lowestId) {
      if (keys.size() >= MAX_KEYS) {
        return false;
      }
      keys.put(workflowKey, new BlockedKey(lowestId, nanoClock.getAsLong() + RETRY_AFTER_NANOS));
      count = keys.size();
      return true;
    }

    /** The keys to exclude from the next batch, without those that are due for a retry. */
    String[] activeKeys() {
      if (!keys.isEmpty()) {
        long now = nanoClock.getAsLong();
        keys.values().removeIf(blocked -> now - blocked.untilNanos >= 0);
        count = keys.size();
      }
      return keys.keySet().toArray(String[]::new);
    }

    /** The lowest id of an excluded row; {@link Long#MAX_VALUE} if no key is blocked. */
    long lowestId() {
      return keys.values().stream().mapToLong(BlockedKey::lowestId).min().orElse(Long.MAX_VALUE);
    }

    /** Thread-safe, in contrast to the other methods. */
    int count() {
      return count;
    }
  }
}
