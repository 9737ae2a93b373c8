package dev.purereducer.operate;

import org.eclipse.microprofile.health.HealthCheckResponse;

/** How the checks word their answers. */
final class Verdicts {
  private Verdicts() {}

  /** Down, for a failure of this kind. Its message stays out: it may name hosts and users. */
  static HealthCheckResponse down(String check, Throwable failure) {
    return HealthCheckResponse.named(check)
        .down()
        .withData("failure", failure.getClass().getSimpleName())
        .build();
  }
}
