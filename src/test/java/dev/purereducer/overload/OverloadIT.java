package dev.purereducer.overload;

import dev.purereducer.cluster.SharedServers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A short run of {@link Overload}. */
@Isolated
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
