package dev.purereducer.health;

import dev.purereducer.runtime.Heartbeats;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check of the background loops; its data is each heartbeat's age in milliseconds. */
@Readiness
@ApplicationScoped
public class HeartbeatCheck implements HealthCheck {
  private final Heartbeats heartbeats;
  private final HealthConfig config;

  public HeartbeatCheck(Heartbeats heartbeats, HealthConfig config) {
    this.heartbeats = heartbeats;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    var ages = heartbeats.ages();
    var response = HealthCheckResponse.named("heartbeats");
    ages.forEach((loop, age) -> response.withData(loop, age.toMillis()));
    boolean allRecent =
        ages.values().stream().allMatch(age -> age.compareTo(config.heartbeatMaxAge()) <= 0);
    return response.status(allRecent).build();
  }
}
