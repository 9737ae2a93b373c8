package dev.purereducer.read;

import dev.purereducer.event.VersionSignals;
import dev.purereducer.history.ReadModels.WorkflowView;
import dev.purereducer.http.Permits;
import dev.purereducer.http.Permits.NoPermitException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a read wait until the projection has reached its {@code min_version}.
 *
 * <p>The projection is read first. If it is behind, the read waits for a signal of the version: from
 * the materializer, if it runs in this instance, or from the poller. The read subscribes to the
 * signal before it wakes the poller, so a version that is projected in between is not missed. After
 * the maximum wait, the read is answered from the canonical store.
 */
@ApplicationScoped
class VersionGate {
  /** A read of one workflow; {@code minVersion} 0 accepts any version. */
  record GatedRead(String workflowKey, long minVersion, Duration maxWait) {
    boolean satisfiedBy(Optional<ReadStore.ProjectedWorkflowRow> found) {
      return found.isPresent() && found.get().view().version() >= minVersion;
    }

    boolean waits() {
      return minVersion > 0 && maxWait.isPositive();
    }
  }

  private final ReadStore store;
  private final VersionSignals signals;
  private final VersionPoller poller;
  private final ReadMeters meters;
  private final Permits waiting;

  VersionGate(
      ReadStore store,
      VersionSignals signals,
      VersionPoller poller,
      ReadMeters meters,
      ReadConfig config) {
    this.store = store;
    this.signals = signals;
    this.poller = poller;
    this.meters = meters;
    this.waiting = new Permits("waiting reads", config.maxWaiting());
    meters.gauge("purereducer.read.waiting", waiting::taken);
  }

  /** Fails with {@link NoPermitException} if the read must wait and too many are waiting. */
  Uni<ReadResult> read(GatedRead read) {
    return store
        .projected(read.workflowKey)
        .chain(found -> read.waits() && !read.satisfiedBy(found)
            ? waiting
                .withPermit(() -> awaitVersion(read))
                .chain(() -> store.projected(read.workflowKey))
            : Uni.createFrom().item(found))
        .chain(found -> read.satisfiedBy(found) ? projected(found.get()) : fallback(read, found));
  }

  /** Reads the canonical store, without the projection. */
  Uni<ReadResult> readCanonical(GatedRead read) {
    return canonical(read, null);
  }

  /** Completes when the version is signalled, or after the maximum wait. */
  private Uni<Void> awaitVersion(GatedRead read) {
    var sample = meters.startWait();
    var signal = signals.reached(read.workflowKey, read.minVersion);
    poller.readerWaiting();
    return signal
        .ifNoItem()
        .after(read.maxWait)
        .recoverWithItem((Void) null)
        .onTermination()
        .invoke(() -> meters.endWait(sample));
  }

  private Uni<ReadResult> projected(ReadStore.ProjectedWorkflowRow found) {
    meters.answered(ReadResult.Source.PROJECTION);
    return Uni.createFrom()
        .item(new ReadResult.Found(found.view(), ReadResult.Source.PROJECTION, found.lagMillis()));
  }

  private Uni<ReadResult> fallback(
      GatedRead read, Optional<ReadStore.ProjectedWorkflowRow> behind) {
    return canonical(read, behind.map(ReadStore.ProjectedWorkflowRow::lagMillis).orElse(null))
        .invoke(result -> {
          if (result instanceof ReadResult.Found) {
            meters.fallback();
          }
        });
  }

  private Uni<ReadResult> canonical(GatedRead read, @Nullable Long lagMillis) {
    return store.canonical(read.workflowKey).map(found -> {
      if (found.isEmpty()) {
        return new ReadResult.NotFound();
      }
      var view = found.get();
      if (view.version() < read.minVersion) {
        return new ReadResult.NotYetVisible(view.version());
      }
      meters.answered(ReadResult.Source.CANONICAL);
      return new ReadResult.Found(view, ReadResult.Source.CANONICAL, lagMillis);
    });
  }

  /** The result of a read of one workflow. */
  sealed interface ReadResult {
    /** The store that a read model was read from. */
    enum Source {
      PROJECTION("projection"),
      CANONICAL("canonical");

      private final String text;

      Source(String text) {
        this.text = text;
      }

      String text() {
        return text;
      }
    }

    /**
     * The read model.
     *
     * @param lagMillis age of the oldest commit that the projection does not include; 0 if it is up to
     *     date, null if unknown
     */
    record Found(WorkflowView view, Source source, @Nullable Long lagMillis)
        implements ReadResult {}

    /** The workflow exists, but has not reached the required version. */
    record NotYetVisible(long version) implements ReadResult {}

    /** The workflow does not exist. */
    record NotFound() implements ReadResult {}
  }
}
