package dev.purereducer.commit;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A burst of actions at an idle lane. */
@QuarkusTest
class LaneBurstTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Inject
  TestLanes testLanes;

  private final String key = "burst:" + UUID.randomUUID();
  private final ConcurrentLinkedQueue<Integer> statements = new ConcurrentLinkedQueue<>();
  private volatile ContextInternal loop;
  private Lanes lanes;

  @BeforeEach
  void start() {
    lanes = testLanes.lingering(Duration.ofSeconds(1), ActionCounter::new);
    lanes.submit(ActionCommandBuilder.add(key, 1)).await().atMost(SOON);
    statements.clear();
  }

  @AfterEach
  void stop() {
    lanes.stop(null);
  }

  @Test
  void burst_whileItArrives_isCommittedInOneStatement() {
    onLoop(() -> {
      loop.nettyEventLoop().schedule(() -> submit(8), 100, TimeUnit.MICROSECONDS);
      submit(9);
    });

    await().atMost(SOON).until(() -> !statements.isEmpty());
    assertEquals(17, statements.peek());
  }

  /** Tasks of one event loop keep their order, also on a busy machine. */
  private void onLoop(Runnable work) {
    loop.runOnContext(_ -> work.run());
  }

  private void submit(int actions) {
    for (int i = 0; i < actions; i++) {
      lanes.submit(ActionCommandBuilder.add(key, 1)).subscribe().with(_ -> {});
    }
  }

  /** Records the number of actions of each statement. */
  private final class ActionCounter extends ForwardingStore {
    ActionCounter(CanonicalStore real) {
      super(real);
    }

    @Override
    public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
      loop = (ContextInternal) Vertx.currentContext();
      statements.add(turns.stream().mapToInt(turn -> turn.results().size()).sum());
      return super.commitIfVersion(turns);
    }
  }
}
