package dev.purereducer.projection;

import dev.purereducer.database.SqlErrors;
import dev.purereducer.event.VersionSignals;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns batches of events into read models. One batch at a time; the next waits until this one is
 * in the database.
 */
@ApplicationScoped
public class Materializer {
  private static final Duration MIN_BACKOFF = Duration.ofMillis(50);
  private static final Logger LOG = Logger.getLogger(Materializer.class);

  private final Projector projector;
  private final ProjectionStore store;
  private final ProjectionMeters meters;
  private final VersionSignals signals;
  private final Duration maxBackoff;

  private volatile boolean busy;
  // Not null while paused; completed on resume.
  private @Nullable CompletableFuture<Void> resumed;

  Materializer(
      Projector projector,
      ProjectionStore store,
      ProjectionMeters meters,
      VersionSignals signals,
      ProjectionConfig config) {
    this.projector = projector;
    this.store = store;
    this.meters = meters;
    this.signals = signals;
    this.maxBackoff = config.maxBackoff();
  }

  /**
   * Batches that come from now on wait; the one under way is finished. The topic keeps the rest.
   */
  public synchronized void pause() {
    if (resumed == null) {
      resumed = new CompletableFuture<>();
    }
  }

  public synchronized void resume() {
    if (resumed != null) {
      resumed.complete(null);
      resumed = null;
    }
  }

  public synchronized boolean paused() {
    return resumed != null;
  }

  /** Whether a batch is being written, or tried again and again. */
  boolean busy() {
    return busy;
  }

  /**
   * Completes once every event of the batch is projected or set aside and the watermarks are moved,
   * however long it takes. Never fails.
   */
  Uni<Void> apply(ProjectionBatch batch) {
    return whenResumed()
        .invoke(() -> busy = true)
        .chain(() -> persistently(batch))
        .onTermination()
        .invoke(() -> busy = false);
  }

  private Uni<Void> persistently(ProjectionBatch batch) {
    meters.batch(batch.events().size());
    return Uni.createFrom()
        .deferred(() -> tryOnce(batch))
        .onFailure()
        .invoke(failure -> {
          meters.failed();
          LOG.warnf("loop=materializer batch failed and is tried again: %s", failure);
        })
        .onFailure()
        .retry()
        .withBackOff(MIN_BACKOFF, maxBackoff)
        .indefinitely();
  }

  private Uni<Void> tryOnce(ProjectionBatch batch) {
    var projected = projector.project(batch.events());
    return skip(projected.skipped()).chain(() -> write(projected.rows(), batch.watermarks()));
  }

  private Uni<Void> write(List<ProjectedRow> rows, List<Watermark> watermarks) {
    return store
        .upsertIfNewer(rows, watermarks)
        .invoke(moved -> meters.applied(rows, moved))
        .invoke(() -> rows.forEach(row -> signals.applied(row.workflowKey(), row.version())))
        .replaceWithVoid()
        .onFailure(failure -> !rows.isEmpty() && SqlErrors.isDataError(failure))
        .recoverWithUni(failure -> rows.size() == 1
            ? writeWithout(rows.getFirst(), failure, watermarks)
            : writeHalves(rows, watermarks));
  }

  /** Finds the row that the database refuses; the watermarks move with the last write only. */
  private Uni<Void> writeHalves(List<ProjectedRow> rows, List<Watermark> watermarks) {
    int middle = rows.size() / 2;
    return write(rows.subList(0, middle), List.of())
        .chain(() -> write(rows.subList(middle, rows.size()), watermarks));
  }

  private Uni<Void> writeWithout(ProjectedRow row, Throwable refusal, List<Watermark> watermarks) {
    var event = Objects.requireNonNull(row.from());
    var why = new SkippedEvent(event, "refused-by-database", String.valueOf(refusal.getMessage()));
    return skip(List.of(why)).chain(() -> write(List.of(), watermarks));
  }

  private Uni<Void> skip(List<SkippedEvent> events) {
    if (events.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return store.insertSkipped(events).invoke(() -> events.forEach(this::report));
  }

  private void report(SkippedEvent skipped) {
    meters.skipped(skipped.reason());
    var event = skipped.event();
    LOG.warnf(
        "event set aside workflow_key=%s version=%s topic=%s partition=%d offset=%d reason=%s",
        event.workflowKey(),
        event.version(),
        event.position().topic(),
        event.position().partition(),
        event.position().offset(),
        skipped.reason());
  }

  private synchronized Uni<Void> whenResumed() {
    return resumed == null
        ? Uni.createFrom().voidItem()
        // a copy: whoever cancels this wait must not cancel the pause
        : Uni.createFrom().completionStage(resumed.copy());
  }
}
