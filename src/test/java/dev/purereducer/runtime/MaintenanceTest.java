package dev.purereducer.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.LogCapture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final Duration MAX_STEP = Duration.ofMillis(50);

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Maintenance maintenance = new Maintenance(vertx, registry, MAX_STEP);
  private final LogCapture log = new LogCapture(Maintenance.class);

  @AfterEach
  void stop() {
    log.close();
    maintenance.stop();
    vertx.close();
  }

  @Test
  void failingTask_isCountedForEachStepAndLoggedOnce() {
    maintenance.start("failing", INTERVAL, () -> {
      throw new IllegalStateException("broken");
    });

    await().atMost(SOON).until(() -> failures("failing") > 3);

    assertEquals(1, log.lines().size(), () -> log.lines().toString());
    assertTrue(log.lines().getFirst().contains("loop=failing maintenance failed"));
  }

  @Test
  void taskThatWorksAgain_isLoggedAndItsNextFailureToo() {
    var broken = new AtomicBoolean(true);
    maintenance.start(
        "flapping",
        INTERVAL,
        () -> broken.get()
            ? Uni.createFrom().failure(new IllegalStateException("broken"))
            : Uni.createFrom().item(false));
    await().atMost(SOON).until(() -> log.lines().size() == 1);

    broken.set(false);
    await().atMost(SOON).until(() -> log.lines().size() == 2);
    broken.set(true);

    await().atMost(SOON).until(() -> log.lines().size() == 3);
  }

  @Test
  void failingAndHangingTasks_stopNoOther() {
    var steps = new AtomicInteger();
    maintenance.start("hanging", INTERVAL, () -> Uni.createFrom().nothing());
    maintenance.start(
        "failing", INTERVAL, () -> Uni.createFrom().failure(new IllegalStateException("broken")));

    maintenance.start(
        "sound", INTERVAL, () -> Uni.createFrom().item(false).invoke(steps::incrementAndGet));

    await().atMost(SOON).until(() -> steps.get() > 5);
    await().atMost(SOON).until(() -> failures("hanging") > 1);
    assertEquals(0, failures("sound"));
  }

  private double failures(String task) {
    return registry
        .get("purereducer.maintenance.failures")
        .tag("task", task)
        .counter()
        .count();
  }
}
