package dev.purereducer.projection;

import dev.purereducer.database.SqlErrors;
import dev.purereducer.event.VersionSignals;
import dev.purereducer.projection.Materializer.ProjectionBatch.Watermark;
import dev.purereducer.projection.Projector.ConsumedEvent;
import dev.purereducer.projection.Projector.ProjectedRow;
import dev.purereducer.projection.Projector.SkippedEvent;
import dev.purereducer.runtime.LogThrottle;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the read models of batches of events, one batch at a time, and retries a batch until the
 * database has committed it. An event that cannot be projected is skipped and recorded.
 */
@ApplicationScoped
public class Materializer {
  /**
   * A polled batch of events.
   *
   * @param watermarks the positions after the batch, stored when each event is projected or skipped
   */
  record ProjectionBatch(List<ConsumedEvent> events, List<Watermark> watermarks) {
    /**
     * The position of a projection in a partition.
     *
     * @param offset the next offset to read
     * @param eventTime commit time of the last event before the offset, else its record timestamp;
     *     never in the future, which would hide the lag of all later events
     */
    record Watermark(String topic, int partition, long offset, Instant eventTime) {
      Watermark {
        var now = Instant.now();
        eventTime = eventTime.isAfter(now)
            ? now
            : eventTime.isBefore(Instant.EPOCH) ? Instant.EPOCH : eventTime;
      }
    }
  }

  private static final Duration MIN_BACKOFF = Duration.ofMillis(50);
  private static final Logger LOG = Logger.getLogger(Materializer.class);
  private static final LogThrottle LOG_THROTTLE = new LogThrottle();
  private static final LogThrottle STACK_THROTTLE = new LogThrottle();

  private final Projector projector;
  private final ProjectionStore store;
  private final ProjectionMeters meters;
  private final VersionSignals signals;
  private final Duration maxBackoff;

  private volatile boolean busy;
  // not null while paused; completed by resume()
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

  /** Delays batches that arrive from now on; the current batch is finished. */
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

  /** A batch is being written or retried. */
  boolean busy() {
    return busy;
  }

  /**
   * Completes when every event of the batch is projected or skipped and the watermarks are stored.
   * Never fails: it retries for as long as the database is unavailable.
   */
  Uni<Void> apply(ProjectionBatch batch) {
    return whenResumed()
        .invoke(() -> busy = true)
        .chain(() -> applyWithRetry(batch))
        .onTermination()
        .invoke(() -> busy = false);
  }

  private Uni<Void> applyWithRetry(ProjectionBatch batch) {
    meters.batch(batch.events().size());
    return Uni.createFrom()
        .deferred(() -> applyOnce(batch))
        .onFailure()
        .invoke(failure -> {
          meters.failed();
          if (LOG_THROTTLE.tryAcquire()) {
            var first = batch.events().isEmpty() ? null : batch.events().getFirst();
            LOG.warnf(
                "loop=materializer batch failed, will be retried events=%d first=%s: %s",
                batch.events().size(), first == null ? null : first.position(), failure);
          }
        })
        .onFailure()
        .retry()
        .withBackOff(MIN_BACKOFF, maxBackoff)
        .indefinitely();
  }

  private Uni<Void> applyOnce(ProjectionBatch batch) {
    var projected = projector.project(batch.events());
    return skip(projected.skipped()).chain(() -> write(projected.rows(), batch.watermarks()));
  }

  private Uni<Void> write(List<ProjectedRow> rows, List<Watermark> watermarks) {
    var views = rows.stream().map(ProjectedRow::view).toList();
    return store
        .upsertIfNewer(views, watermarks)
        .invoke(updatedKeys -> meters.applied(views, updatedKeys))
        .invoke(() -> views.forEach(view -> signals.applied(view.workflowKey(), view.version())))
        .replaceWithVoid()
        .onFailure(failure -> !rows.isEmpty() && SqlErrors.isDataError(failure))
        .recoverWithUni(failure -> rows.size() == 1
            ? skipRow(rows.getFirst(), failure, watermarks)
            : writeHalves(rows, watermarks));
  }

  /** Bisects for the rejected row. The watermarks are stored with the last write only. */
  private Uni<Void> writeHalves(List<ProjectedRow> rows, List<Watermark> watermarks) {
    int middle = rows.size() / 2;
    return write(rows.subList(0, middle), List.of())
        .chain(() -> write(rows.subList(middle, rows.size()), watermarks));
  }

  private Uni<Void> skipRow(ProjectedRow row, Throwable failure, List<Watermark> watermarks) {
    var skipped = new SkippedEvent(
        row.event(), "refused-by-database", String.valueOf(failure.getMessage()), null);
    return skip(List.of(skipped)).chain(() -> write(List.of(), watermarks));
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
        STACK_THROTTLE.tryAcquire() ? skipped.cause() : null,
        "event skipped workflow_key=%s version=%s topic=%s partition=%d offset=%d reason=%s: %s",
        event.workflowKey(),
        event.version(),
        event.position().topic(),
        event.position().partition(),
        event.position().offset(),
        skipped.reason(),
        skipped.detail());
  }

  private synchronized Uni<Void> whenResumed() {
    return resumed == null
        ? Uni.createFrom().voidItem()
        // a copy, because cancelling this Uni must not cancel the pause for others
        : Uni.createFrom().completionStage(resumed.copy());
  }
}
