package dev.purereducer.read;

import dev.purereducer.database.SqlErrors;
import dev.purereducer.event.VersionSignals;
import dev.purereducer.http.Permits;
import dev.purereducer.http.Permits.NoPermitException;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Streams of committed actions. */
@ApplicationScoped
class EventStreams {
  /** Shorter than the idle timeouts of proxies and of this service. */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  /** Limits of the actions buffered for a client that reads slowly. */
  private static final int PAGE_ITEMS = 100;

  private static final int PAGE_BYTES = 64 * 1024;

  private final PageStore pages;
  private final VersionSignals signals;
  private final VersionPoller poller;
  private final Duration age;
  private final Permits open;
  private volatile boolean stopping;

  EventStreams(
      PageStore pages,
      VersionSignals signals,
      VersionPoller poller,
      ReadMeters meters,
      ReadConfig config) {
    this.pages = pages;
    this.signals = signals;
    this.poller = poller;
    this.age = config.eventStreamAge();
    this.open = new Permits("event streams", config.maxEventStreams());
    meters.gauge("purereducer.read.event.streams", open::taken);
  }

  /**
   * The committed and future actions after that version; the workflow need not exist yet. An empty
   * item is a keep-alive, emitted after {@link #KEEP_ALIVE} without actions. May be subscribed only
   * once. Throws {@link NoPermitException} if too many streams are open.
   */
  Multi<Optional<PageStore.HistoryEntry>> open(String workflowKey, long afterVersion) {
    open.acquire();
    return stream(new StreamPosition(workflowKey, afterVersion))
        .onTermination()
        .invoke(open::release);
  }

  /** Ends all streams, because the shutdown waits for open requests. */
  void onStop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    signals.waitingFor().forEach(workflowKey -> signals.applied(workflowKey, Long.MAX_VALUE));
  }

  private Multi<Optional<PageStore.HistoryEntry>> stream(StreamPosition start) {
    return Multi.createBy()
        .repeating()
        .uni(() -> start, this::next)
        .whilst(_ -> !stopping)
        .onItem()
        .<Optional<PageStore.HistoryEntry>>disjoint()
        .select()
        .first(age)
        .onFailure(SqlErrors::isOutage)
        .recoverWithCompletion();
  }

  private Uni<List<Optional<PageStore.HistoryEntry>>> next(StreamPosition position) {
    return pages
        .history(position.workflowKey, position.version, PAGE_ITEMS, PAGE_BYTES)
        .chain(page -> page.items().isEmpty()
            ? awaitNext(position)
            : Uni.createFrom().item(position.advance(page.items())));
  }

  /** The poller signals an action that was committed before the subscription. */
  private Uni<List<Optional<PageStore.HistoryEntry>>> awaitNext(StreamPosition position) {
    var signal = signals.reached(position.workflowKey, position.version + 1);
    poller.readerWaiting();
    if (stopping) {
      return Uni.createFrom().item(List.of());
    }
    return signal
        .<List<Optional<PageStore.HistoryEntry>>>map(_ -> List.of())
        .ifNoItem()
        .after(KEEP_ALIVE)
        .recoverWithItem(List.of(Optional.empty()));
  }

  /** The version up to which a stream has been sent. */
  private static final class StreamPosition {
    private final String workflowKey;
    private long version;

    private StreamPosition(String workflowKey, long version) {
      this.workflowKey = workflowKey;
      this.version = version;
    }

    private List<Optional<PageStore.HistoryEntry>> advance(List<PageStore.HistoryEntry> entries) {
      version = entries.getLast().version();
      return entries.stream().map(Optional::of).toList();
    }
  }
}
