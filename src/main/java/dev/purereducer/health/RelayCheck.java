package dev.purereducer.health;

import dev.purereducer.outbox.RelayLifecycle;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Wellness check of the relay: no key is blocked and the last attempt to publish succeeded.
 *
 * <p>Not part of readiness, because a blocked key needs an operator and does not prevent this
 * instance from serving requests. A relay that makes no progress at all stops its heartbeat.
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
