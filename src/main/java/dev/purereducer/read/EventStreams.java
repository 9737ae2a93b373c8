package dev.purereducer.read;

import dev.purereducer.database.StoreOutage;
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

/** The committed actions of workflows, as they come. */
@ApplicationScoped
class EventStreams {
  /** Below what proxies, and this service, take for a dead connection. */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  /** What a stream holds at a time, for a client that reads slowly. */
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
   * The actions after that version, those committed and those to come; the workflow may have none
   * yet. An empty item comes whenever there has been nothing for {@link #KEEP_ALIVE}. To be
   * subscribed once. Throws {@link NoPermitException} when too many are open.
   */
  Multi<Optional<HistoryEntry>> open(String workflowKey, long after) {
    open.acquire();
    return stream(new StreamPosition(workflowKey, after)).onTermination().invoke(open::release);
  }

  /** A stop would wait for streams that do not end. */
  void onStop(@Observes ShutdownDelayInitiatedEvent event) {
    stopping = true;
    signals.waitingFor().forEach(workflowKey -> signals.applied(workflowKey, Long.MAX_VALUE));
  }

  private Multi<Optional<HistoryEntry>> stream(StreamPosition start) {
    return Multi.createBy()
        .repeating()
        .uni(() -> start, this::next)
        .whilst(_ -> !stopping)
        .onItem()
        .<Optional<HistoryEntry>>disjoint()
        .select()
        .first(age)
        .onFailure(StoreOutage::is)
        .recoverWithCompletion();
  }

  private Uni<List<Optional<HistoryEntry>>> next(StreamPosition place) {
    return pages
        .history(place.workflowKey, place.version, PAGE_ITEMS, PAGE_BYTES)
        .chain(page -> page.items().isEmpty()
            ? awaited(place)
            : Uni.createFrom().item(place.passed(page.items())));
  }

  /** What has come meanwhile is seen by the poller, if no signal tells of it. */
  private Uni<List<Optional<HistoryEntry>>> awaited(StreamPosition place) {
    var signal = signals.reached(place.workflowKey, place.version + 1);
    poller.readerWaits();
    if (stopping) {
      return Uni.createFrom().item(List.of());
    }
    return signal
        .<List<Optional<HistoryEntry>>>map(_ -> List.of())
        .ifNoItem()
        .after(KEEP_ALIVE)
        .recoverWithItem(List.of(Optional.empty()));
  }

  /** How far a stream is. */
  private static final class StreamPosition {
    private final String workflowKey;
    private long version;

    private StreamPosition(String workflowKey, long version) {
      this.workflowKey = workflowKey;
      this.version = version;
    }

    private List<Optional<HistoryEntry>> passed(List<HistoryEntry> entries) {
      version = entries.getLast().version();
      return entries.stream().map(Optional::of).toList();
    }
  }
}
