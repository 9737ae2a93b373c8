package dev.purereducer.overload;

import dev.purereducer.cluster.SharedServers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short run of {@link Overload}. */
class OverloadIT {
  @Test
  void overload_isRefusedAndLosesNothing() throws Exception {
    Overload.run(
        SharedServers.service(),
        SharedServers.postgres(),
        Duration.ofSeconds(4),
        1,
        Duration.ofSeconds(2));
  }
}
