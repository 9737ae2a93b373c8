package dev.purereducer.health;

import org.eclipse.microprofile.health.HealthCheckResponse;

/** Builder of the checks' responses. */
final class HealthResponses {
  private HealthResponses() {}

  /** Down, with the failure's type only: its message may contain hosts and user names. */
  static HealthCheckResponse down(String check, Throwable failure) {
    return HealthCheckResponse.named(check)
        .down()
        .withData("failure", failure.getClass().getSimpleName())
        .build();
  }
}
