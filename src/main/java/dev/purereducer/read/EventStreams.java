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

  private static final List<Optional<PageStore.HistoryEntry>> KEEP_ALIVE_ITEM =
      List.of(Optional.empty());

  /** Wait of a stream whose signalled action is not in the history. */
  private static final Duration MISSING_WAIT = Duration.ofSeconds(1);

  private final PageStore pages;
  private final ReadStore store;
  private final VersionSignals signals;
  private final VersionPoller poller;
  private final Duration age;
  private final Permits open;
  private volatile boolean stopping;

  EventStreams(
      PageStore pages,
      ReadStore store,
      VersionSignals signals,
      VersionPoller poller,
      ReadMeters meters,
      ReadConfig config) {
    this.pages = pages;
    this.store = store;
    this.signals = signals;
    this.poller = poller;
    this.age = config.eventStreamAge();
    this.open = new Permits("event streams", config.maxEventStreams());
    meters.gauge("purereducer.read.event.streams", open::taken);
  }

  /**
   * The committed and future actions after that version; the workflow need not exist yet. An empty
   * item is a keep-alive: the first item if there is no action yet, so that the client sees its stream
   * open, and emitted after {@link #KEEP_ALIVE} without actions. An outage ends the stream. May be
   * subscribed only once. Throws {@link NoPermitException} if too many streams are open.
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
        .chain(page -> {
          boolean first = position.open();
          if (!page.items().isEmpty()) {
            return Uni.createFrom().item(position.advance(page.items()));
          }
          return first ? Uni.createFrom().item(KEEP_ALIVE_ITEM) : awaitNext(position);
        });
  }

  private Uni<List<Optional<PageStore.HistoryEntry>>> awaitNext(StreamPosition position) {
    position.skipRemoved();
    return position.signalled ? awaitMissing(position) : awaitSignal(position);
  }

  /**
   * After a signal of an action that is not in the history: it has been removed, or the read model is
   * newer than the workflow. The version is read before the next page, which therefore has all actions
   * up to it that still exist.
   */
  private Uni<List<Optional<PageStore.HistoryEntry>>> awaitMissing(StreamPosition position) {
    position.signalled = false;
    return store
        .version(position.workflowKey)
        .invoke(version -> position.committed = version)
        .onItem()
        .delayIt()
        .by(MISSING_WAIT)
        .replaceWith(List.of());
  }

  /** The poller signals an action that was committed before the subscription. */
  private Uni<List<Optional<PageStore.HistoryEntry>>> awaitSignal(StreamPosition position) {
    var signal = signals.reached(position.workflowKey, position.next());
    poller.readerWaiting();
    if (stopping) {
      return Uni.createFrom().item(List.of());
    }
    return signal
        .invoke(() -> position.signalled = true)
        .<List<Optional<PageStore.HistoryEntry>>>map(_ -> List.of())
        .ifNoItem()
        .after(KEEP_ALIVE)
        .recoverWithItem(KEEP_ALIVE_ITEM);
  }

  /** The version up to which a stream has been sent. */
  private static final class StreamPosition {
    private final String workflowKey;
    private long version;
    private long committed;
    private boolean opened;
    private boolean signalled;

    private StreamPosition(String workflowKey, long version) {
      this.workflowKey = workflowKey;
      this.version = version;
    }

    /** Whether this is the first time. */
    private boolean open() {
      boolean first = !opened;
      opened = true;
      return first;
    }

    private List<Optional<PageStore.HistoryEntry>> advance(List<PageStore.HistoryEntry> entries) {
      version = entries.getLast().version();
      signalled = false;
      return entries.stream().map(Optional::of).toList();
    }

    /** Continues after the actions that the history no longer has. */
    private void skipRemoved() {
      version = Math.max(version, committed);
    }

    /** The next version; there is none after the largest number. */
    private long next() {
      return version == Long.MAX_VALUE ? version : version + 1;
    }
  }
}
