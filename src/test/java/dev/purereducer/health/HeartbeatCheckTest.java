package dev.purereducer.health;

import static org.awaitility.Awaitility.await;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.health.BrokerCheck.BrokerNeed;
import dev.purereducer.outbox.RelayLifecycle;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import dev.purereducer.runtime.RoleConfig.Role;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatCheckTest {
  private static final Loop.PollInterval INTERVAL =
      new Loop.PollInterval(Duration.ofMillis(5), Duration.ofMillis(5));

  private final Vertx vertx = Vertx.vertx();
  private final Heartbeats heartbeats = new Heartbeats();
  private final HeartbeatCheck check = checkWithRoles(Role.INGEST);
  private final AtomicBoolean hangs = new AtomicBoolean();

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void check_isUp_withoutLoops() {
    assertEquals(UP, check.call().getStatus());
  }

  @Test
  void check_isDown_whileALoopHangs() {
    var loop = start("hanging");
    await()
        .during(ShortTimeouts.TIMEOUT.multipliedBy(2))
        .until(() -> check.call().getStatus() == UP);

    hangs.set(true);

    await().until(() -> check.call().getStatus() == DOWN);
    long age = (long) check.call().getData().orElseThrow().get("hanging");
    assertTrue(age > ShortTimeouts.TIMEOUT.toMillis());
    loop.stop();
    await().until(() -> check.call().getStatus() == UP);
  }

  @Test
  void loopThatPublishes_countsOnlyInAnInstanceThatServesNoRequests() {
    heartbeats.record(RelayLifecycle.PUBLISH_LOOP);
    var relayOnly = checkWithRoles(Role.RELAY, Role.PROJECT);

    await().until(() -> relayOnly.call().getStatus() == DOWN);

    assertEquals(UP, check.call().getStatus());
    assertEquals(UP, checkWithRoles(Role.READ, Role.RELAY).call().getStatus());
    heartbeats.record("lane-0");
    await().until(() -> check.call().getStatus() == DOWN);
  }

  private HeartbeatCheck checkWithRoles(Role... roles) {
    return new HeartbeatCheck(heartbeats, new ShortTimeouts(), new BrokerNeed(() -> Set.of(roles)));
  }

  private Loop start(String name) {
    var loop = new Loop(
        name,
        vertx,
        heartbeats,
        INTERVAL,
        () -> hangs.get() ? Uni.createFrom().nothing() : Uni.createFrom().item(false));
    loop.start();
    return loop;
  }
}
