package dev.purereducer.health;

import org.eclipse.microprofile.health.HealthCheckResponse;

/** How the checks word their answers. */
final class HealthResponses {
  private HealthResponses() {}

  /** Down, for a failure of this kind. Its message stays out: it may name hosts and users. */
  static HealthCheckResponse down(String check, Throwable failure) {
    return HealthCheckResponse.named(check)
        .down()
        .withData("failure", failure.getClass().getSimpleName())
        .build();
  }
}
