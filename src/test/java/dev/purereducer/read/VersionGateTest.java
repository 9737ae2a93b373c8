package dev.purereducer.read;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.event.VersionSignals;
import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.http.Permits;
import dev.purereducer.http.Permits.NoPermitException;
import dev.purereducer.read.VersionGate.ReadResult;
import dev.purereducer.runtime.Heartbeats;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class VersionGateTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  @Inject
  ReadStore store;

  @Inject
  ReadMeters meters;

  @Inject
  ReadConfig config;

  @Inject
  Pool pool;

  @Inject
  Vertx vertx;

  @Inject
  VersionGate gate;

  @Inject
  VersionSignals applicationSignals;

  // separate instances, so that only this test signals versions and no poller runs
  private VersionSignals signals;
  private VersionPoller stoppedPoller;
  private VersionGate signalledGate;

  @BeforeEach
  void setUp() {
    signals = new VersionSignals();
    stoppedPoller = new VersionPoller(signals, store, config, vertx, new Heartbeats());
    stoppedPoller.onStop(null);
    signalledGate = new VersionGate(store, signals, stoppedPoller, meters, config);
  }

  @Test
  void projectedVersion_isReturnedAtOnce() {
    var key = StoredWorkflow.uniqueKey("g");
    ProjectedWorkflow.counter(pool, key, 3);

    var shown = assertInstanceOf(
        ReadResult.Found.class, read(signalledGate, key, 3, LONG).join());

    assertEquals(3, shown.view().version());
    assertEquals(ReadResult.Source.PROJECTION, shown.source());
  }

  @Test
  void laterVersion_isReturnedOnItsSignal() {
    var key = StoredWorkflow.uniqueKey("g");
    var result = read(signalledGate, key, 2, LONG);
    await().until(() -> signals.waiting() == 1);

    ProjectedWorkflow.counter(pool, key, 1);
    signals.applied(key, 1);
    assertFalse(result.isDone());
    ProjectedWorkflow.counter(pool, key, 2);
    signals.applied(key, 2);

    var shown = assertInstanceOf(ReadResult.Found.class, result.join());
    assertEquals(2, shown.view().version());
    assertEquals(ReadResult.Source.PROJECTION, shown.source());
    assertEquals(0, signals.waiting());
  }

  @Test
  void versionProjectedByAnotherInstance_isFoundByPolling() {
    var key = StoredWorkflow.uniqueKey("g");
    var result = read(gate, key, 2, LONG);
    await().until(() -> applicationSignals.waitingFor().contains(key));

    ProjectedWorkflow.counter(pool, key, 1);
    ProjectedWorkflow.counter(pool, key, 2);

    var shown = assertInstanceOf(ReadResult.Found.class, result.join());
    assertEquals(2, shown.view().version());
    assertEquals(ReadResult.Source.PROJECTION, shown.source());
  }

  @Test
  void versionProjectedBeforeTheSubscription_isNotMissed() {
    // the row is written at a random moment of the read
    for (int round = 0; round < 50; round++) {
      var key = StoredWorkflow.uniqueKey("g");
      var result = read(gate, key, 1, LONG);
      ProjectedWorkflow.counter(pool, key, 1);
      assertInstanceOf(ReadResult.Found.class, result.join(), "round " + round);
    }
  }

  @Test
  void readOfALaggingProjection_fallsBackToTheCanonicalStore() {
    var key = StoredWorkflow.counter(pool, 3);
    ProjectedWorkflow.counter(pool, key, 1);

    long before = System.nanoTime();
    var shown =
        assertInstanceOf(ReadResult.Found.class, read(gate, key, 3, SHORT).join());
    long waitedMillis = (System.nanoTime() - before) / 1_000_000;

    assertEquals(ReadResult.Source.CANONICAL, shown.source());
    assertEquals(3, shown.view().version());
    assertEquals("{\"value\":6}", shown.view().indicesText());
    assertNotNull(shown.lagMillis());
    assertTrue(waitedMillis >= 100 && waitedMillis < 5_000, "waited " + waitedMillis + " ms");
  }

  @Test
  void lag_isTheAgeOfTheOldestCommitNotProjected() {
    var key = StoredWorkflow.counter(pool, 3);
    StoredWorkflow.sql(
        pool,
        "UPDATE workflow_history"
            + " SET committed_at = now() - make_interval(mins => 10 - version::int)"
            + " WHERE workflow_key = $1",
        Tuple.of(key));
    ProjectedWorkflow.counter(pool, key, 1);
    var behind = (ReadResult.Found) read(gate, key, 0, SHORT).join();
    ProjectedWorkflow.counter(pool, key, 3);
    var upToDate = (ReadResult.Found) read(gate, key, 0, SHORT).join();

    // version 2 was committed eight minutes ago
    long lagMillis = Objects.requireNonNull(behind.lagMillis());
    assertTrue(lagMillis >= 480_000 && lagMillis < 500_000, "lag " + lagMillis);
    assertEquals(0, upToDate.lagMillis());
  }

  @Test
  void unprojectedWorkflow_isReadFromTheCanonicalStore() {
    var key = StoredWorkflow.counter(pool, 1);

    var shown =
        assertInstanceOf(ReadResult.Found.class, read(gate, key, 0, LONG).join());

    assertEquals(ReadResult.Source.CANONICAL, shown.source());
  }

  @Test
  void unknownWorkflow_isNotFoundAfterTheWait() {
    var key = StoredWorkflow.uniqueKey("g");

    assertEquals(new ReadResult.NotFound(), read(gate, key, 0, LONG).join());
    assertEquals(new ReadResult.NotFound(), read(gate, key, 1, SHORT).join());
  }

  @Test
  void versionAboveTheCanonicalOne_isNotYetVisible() {
    var key = StoredWorkflow.counter(pool, 2);
    ProjectedWorkflow.counter(pool, key, 2);

    assertEquals(new ReadResult.NotYetVisible(2), read(gate, key, 3, SHORT).join());
  }

  @Test
  void strongRead_ignoresALaggingProjection() {
    var key = StoredWorkflow.counter(pool, 2);
    ProjectedWorkflow.counter(pool, key, 1);

    var result = gate.readCanonical(new VersionGate.GatedRead(key, 0, SHORT))
        .await()
        .atMost(Duration.ofSeconds(5));

    assertEquals(2, assertInstanceOf(ReadResult.Found.class, result).view().version());
  }

  @Test
  void permitBeyondTheLimit_failsUntilOneIsReleased() {
    var permits = new Permits("waiting reads", 2);
    var release = new CompletableFuture<Void>();
    var holders = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < 2; i++) {
      holders.add(permits
          .withPermit(() -> Uni.createFrom().completionStage(release.copy()))
          .subscribeAsCompletionStage());
    }

    var failure = assertThrows(
        CompletionException.class,
        () -> permits
            .withPermit(() -> Uni.createFrom().voidItem())
            .subscribeAsCompletionStage()
            .join());
    assertInstanceOf(NoPermitException.class, failure.getCause());

    release.complete(null);
    holders.forEach(CompletableFuture::join);
    assertEquals(0, permits.taken());
  }

  private static CompletableFuture<ReadResult> read(
      VersionGate gate, String key, long minVersion, Duration maxWait) {
    return gate.read(new VersionGate.GatedRead(key, minVersion, maxWait))
        .subscribeAsCompletionStage()
        .orTimeout(10, TimeUnit.SECONDS);
  }
}
