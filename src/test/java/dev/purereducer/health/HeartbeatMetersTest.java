package dev.purereducer.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.runtime.Heartbeats;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatMetersTest {
  private final Heartbeats heartbeats = new Heartbeats();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void start() {
    heartbeats.record("early");
    new HeartbeatMeters(heartbeats, registry).start(new StartupEvent());
    heartbeats.record("late");
  }

  @Test
  void gauge_hasTheAgeOfTheHealthCheck_forLoopsAddedBeforeAndAfterStart() {
    for (var loop : new String[] {"early", "late"}) {
      long before = heartbeats.ages().get(loop).toNanos();
      double age = age(loop);
      long after = heartbeats.ages().get(loop).toNanos();

      assertTrue(before <= age && age <= after, () -> before + " " + age + " " + after);
    }
  }

  @Test
  void gauge_isNaN_whileTheLoopIsStopped() {
    heartbeats.remove("late");
    assertEquals(Double.NaN, age("late"));

    heartbeats.record("late");

    assertTrue(age("late") >= 0);
  }

  private double age(String loop) {
    TimeGauge gauge =
        registry.get("purereducer.loop.heartbeat.age").tag("loop", loop).timeGauge();
    return gauge.value(TimeUnit.NANOSECONDS);
  }
}
