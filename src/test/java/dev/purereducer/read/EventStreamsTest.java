package dev.purereducer.read;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.event.VersionSignals;
import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.http.Page;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EventStreamsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration WATCHED = Duration.ofMillis(600);

  /** Statements of a stream that waits: one for its start, and few while it is watched. */
  private static final int FEW = 5;

  @Inject
  Pool pool;

  @Inject
  ReadStore store;

  @Inject
  VersionSignals signals;

  @Inject
  VersionPoller poller;

  @Inject
  ReadMeters meters;

  @Inject
  ReadConfig config;

  /** Counts the pages that are read, and fails from one of them on. */
  private final class Pages extends PageStore {
    private final AtomicInteger read = new AtomicInteger();
    private final int failsAfter;

    private Pages(int failsAfter) {
      super(store, config);
      this.failsAfter = failsAfter;
    }

    @Override
    Uni<Page<HistoryEntry>> history(String key, long after, int limit, long maxBytes) {
      return read.incrementAndGet() > failsAfter
          ? Uni.createFrom().failure(new ConnectException("refused"))
          : super.history(key, after, limit, maxBytes);
    }
  }

  @Test
  void removedHistory_isNotQueriedInALoop() {
    var key = StoredWorkflow.counter(pool, 3);
    ProjectedWorkflow.counter(pool, key, 3);
    StoredWorkflow.sql(pool, "DELETE FROM workflow_history WHERE workflow_key = $1", Tuple.of(key));

    assertFewStatements(key, 0);
  }

  @Test
  void readModelAheadOfTheWorkflow_isNotQueriedInALoop() {
    var key = StoredWorkflow.counter(pool, 3);
    ProjectedWorkflow.counter(pool, key, 9);

    assertFewStatements(key, 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 17, Long.MAX_VALUE - 1, Long.MAX_VALUE})
  void startBeyondTheLastVersion_isNotQueriedInALoop(long after) {
    var key = StoredWorkflow.counter(pool, 2);
    ProjectedWorkflow.counter(pool, key, 2);

    assertFewStatements(key, after);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void outage_endsTheStream(int pagesBefore) {
    var stream = open(new Pages(pagesBefore), StoredWorkflow.counter(pool, 1), 0);

    stream.awaitCompletion(SOON);

    assertEquals(pagesBefore, stream.getItems().size());
  }

  private void assertFewStatements(String key, long after) {
    var pages = new Pages(Integer.MAX_VALUE);
    var stream = open(pages, key, after).awaitItems(1, SOON);

    await().during(WATCHED).atMost(SOON).until(() -> pages.read.get() <= FEW);

    assertEquals(Optional.empty(), stream.getLastItem());
    stream.cancel();
  }

  private AssertSubscriber<Optional<PageStore.HistoryEntry>> open(
      Pages pages, String key, long after) {
    return new EventStreams(pages, store, signals, poller, meters, config)
        .open(key, after)
        .subscribe()
        .withSubscriber(AssertSubscriber.create(Long.MAX_VALUE));
  }
}
