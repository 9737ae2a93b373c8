package dev.purereducer.commit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.runtime.Heartbeats;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Heartbeats of a lane stop while its statements do not return. */
@QuarkusTest
class LaneHeartbeatTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** More than two intervals of the heartbeat. */
  private static final Duration OVERDUE = Duration.ofMillis(2_500);

  private final String key = "heartbeat:" + UUID.randomUUID();
  private final Heartbeats heartbeats = new Heartbeats();

  @Inject
  TestLanes testLanes;

  @Test
  void heartbeatStops_whileAStatementDoesNotReturn() {
    var release = new CompletableFuture<Void>();
    var lanes = testLanes.create(heartbeats, store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return Uni.createFrom().completionStage(release).chain(() -> super.commitIfVersion(turns));
      }
    });
    var outcome = lanes.submit(ActionCommandBuilder.add(key, 1)).subscribeAsCompletionStage();

    await().atMost(SOON).until(() -> oldestHeartbeat().compareTo(OVERDUE) > 0);
    release.complete(null);

    await().atMost(SOON).until(() -> oldestHeartbeat().compareTo(OVERDUE) < 0);
    outcome.join();
    lanes.stop(null);
  }

  @Test
  void heartbeatOfAnIdleLane_stopsWhileItCannotConnect() {
    var broken = new AtomicBoolean(true);
    var lanes = testLanes.create(heartbeats, store -> new ForwardingStore(store) {
      @Override
      public Uni<Void> ping() {
        return broken.get()
            ? Uni.createFrom().failure(new IOException("unsupported startup parameter"))
            : super.ping();
      }
    });

    await().atMost(SOON).until(() -> oldestHeartbeat().compareTo(OVERDUE) > 0);
    broken.set(false);

    await().atMost(SOON).until(() -> oldestHeartbeat().compareTo(OVERDUE) < 0);
    lanes.stop(null);
  }

  @Test
  void heartbeatOfAnIdleLane_stopsWhileTheDatabaseDoesNotAnswer() {
    var lanes = testLanes.create(heartbeats, store -> new ForwardingStore(store) {
      @Override
      public Uni<Void> ping() {
        return Uni.createFrom().nothing();
      }
    });

    await().atMost(SOON).until(() -> oldestHeartbeat().compareTo(OVERDUE) > 0);
    lanes.stop(null);
  }

  @Test
  void heartbeatResumes_whenTheDatabaseReturnsAndNothingIsQueued() {
    var broken = new AtomicBoolean(true);
    var lanes = testLanes.withShortTimeout(heartbeats, store -> new ForwardingStore(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return broken.get()
            ? Uni.createFrom().failure(new IOException("no database"))
            : super.commitIfVersion(turns);
      }
    });
    var outcomeWithDeadline = lanes.submit(ActionCommandBuilder.add(key, 1));

    assertThrows(
        StoreUnavailableException.class, () -> outcomeWithDeadline.await().atMost(SOON));
    broken.set(false);

    await().atMost(SOON).until(() -> oldestHeartbeat().compareTo(OVERDUE) < 0);
    lanes.stop(null);
  }

  private Duration oldestHeartbeat() {
    return heartbeats.ages().values().stream().max(Duration::compareTo).orElseThrow();
  }
}
