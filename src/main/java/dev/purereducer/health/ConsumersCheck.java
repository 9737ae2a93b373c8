package dev.purereducer.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check of the Kafka consumers: none has paused a partition whose record it cannot read. */
@Readiness
@ApplicationScoped
public class ConsumersCheck implements HealthCheck {
  private final ConsumerWatch watch;

  ConsumersCheck(ConsumerWatch watch) {
    this.watch = watch;
  }

  @Override
  public HealthCheckResponse call() {
    var unreadable = watch.unreadablePartitions();
    var response = HealthCheckResponse.named("consumers").status(unreadable.isEmpty());
    unreadable.forEach(response::withData);
    return response.build();
  }
}
