package dev.purereducer.health;

import dev.purereducer.outbox.RelayLifecycle;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Well when the relay publishes all that there is. Not part of readiness: a key that the broker
 * refuses is for people to look at, and no reason to take requests away from this instance. A relay
 * that does not get on at all stops its heartbeat.
 */
@Wellness
@ApplicationScoped
public class RelayCheck implements HealthCheck {
  private final RelayLifecycle relay;

  public RelayCheck(RelayLifecycle relay) {
    this.relay = relay;
  }

  @Override
  public HealthCheckResponse call() {
    var health = relay.health();
    return HealthCheckResponse.named("relay")
        .status(health.blockedKeys() == 0 && health.lastError() == null)
        .withData("running", health.running())
        .withData("shards", health.shards())
        .withData("blocked_keys", health.blockedKeys())
        .withData("publishes", health.lastError() == null)
        .build();
  }
}
