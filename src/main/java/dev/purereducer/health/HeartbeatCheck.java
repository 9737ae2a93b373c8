package dev.purereducer.health;

import dev.purereducer.health.BrokerCheck.BrokerNeed;
import dev.purereducer.outbox.RelayLifecycle;
import dev.purereducer.runtime.Heartbeats;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness check of the background loops; its data is each heartbeat's age in milliseconds.
 *
 * <p>In an instance that serves requests, the loop that publishes does not count: it stops while the
 * broker is unavailable, and actions are accepted meanwhile.
 */
@Readiness
@ApplicationScoped
public class HeartbeatCheck implements HealthCheck {
  private final Heartbeats heartbeats;
  private final HealthConfig config;
  private final BrokerNeed need;

  HeartbeatCheck(Heartbeats heartbeats, HealthConfig config, BrokerNeed need) {
    this.heartbeats = heartbeats;
    this.config = config;
    this.need = need;
  }

  @Override
  public HealthCheckResponse call() {
    var ages = heartbeats.ages();
    var response = HealthCheckResponse.named("heartbeats");
    ages.forEach((loop, age) -> response.withData(loop, age.toMillis()));
    boolean allRecent = ages.entrySet().stream()
        .filter(it -> need.isForReadiness() || !it.getKey().equals(RelayLifecycle.PUBLISH_LOOP))
        .allMatch(it -> it.getValue().compareTo(config.heartbeatMaxAge()) <= 0);
    return response.status(allRecent).build();
  }
}
