package dev.purereducer.commit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

/** A lane's heart stops when its statements do not come back, and only then. */
@QuarkusTest
class LaneHeartbeatTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** It beats once a second. */
  private static final Duration SKIPPED = Duration.ofMillis(2_500);

  private final String key = "heart:" + UUID.randomUUID();
  private final Heartbeats heartbeats = new Heartbeats();

  @Inject
  Committers committers;

  @Test
  void statementThatNeverReturns_stopsTheHeartUntilItDoes() {
    var release = new CompletableFuture<Void>();
    var lanes = committers.another(heartbeats, store -> new StoreWrapper(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return Uni.createFrom().completionStage(release).chain(() -> super.commitIfVersion(turns));
      }
    });
    var outcome = lanes.submit(ActionCommands.add(key, 1)).subscribeAsCompletionStage();

    await().atMost(SOON).until(() -> oldest().compareTo(SKIPPED) > 0);
    release.complete(null);

    await().atMost(SOON).until(() -> oldest().compareTo(SKIPPED) < 0);
    outcome.join();
    lanes.stop(null);
  }

  @Test
  void storeThatIsBackWhenNobodyWaitsAnyMore_letsTheHeartBeat() {
    var broken = new AtomicBoolean(true);
    var lanes = committers.withShortTimeout(heartbeats, store -> new StoreWrapper(store) {
      @Override
      public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
        return broken.get()
            ? Uni.createFrom().failure(new IOException("no store"))
            : super.commitIfVersion(turns);
      }
    });
    var hasty = lanes.submit(ActionCommands.add(key, 1));

    assertThrows(StoreUnavailableException.class, () -> hasty.await().atMost(SOON));
    broken.set(false);

    await().atMost(SOON).until(() -> oldest().compareTo(SKIPPED) < 0);
    lanes.stop(null);
  }

  private Duration oldest() {
    return heartbeats.ages().values().stream().max(Duration::compareTo).orElseThrow();
  }
}
