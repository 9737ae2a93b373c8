package dev.purereducer.health;

import dev.purereducer.runtime.Heartbeats;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.TimeUnit;

/** Gauges of the heartbeats' ages by loop; NaN for a stopped loop. */
@ApplicationScoped
public class HeartbeatMeters {
  private final Heartbeats heartbeats;
  private final MeterRegistry registry;

  HeartbeatMeters(Heartbeats heartbeats, MeterRegistry registry) {
    this.heartbeats = heartbeats;
    this.registry = registry;
  }

  void start(@Observes StartupEvent event) {
    heartbeats.onAdded(this::registerGauge);
  }

  private void registerGauge(String loop) {
    TimeGauge.builder(
            "purereducer.loop.heartbeat.age", heartbeats, TimeUnit.NANOSECONDS, it -> age(it, loop))
        .description("Time since a background loop last finished a step")
        .tag("loop", loop)
        .register(registry);
  }

  private static double age(Heartbeats heartbeats, String loop) {
    var age = heartbeats.ages().get(loop);
    return age == null ? Double.NaN : age.toNanos();
  }
}
