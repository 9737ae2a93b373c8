package dev.purereducer.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the service comes to its database. */
@ConfigMapping(prefix = "purereducer.database")
public interface DatabaseConfig {
  /**
   * How long a start waits for a database that does not answer, before it fails. Longer spares
   * restarts where both start together, shorter tells sooner of a wrong address or password.
   */
  @WithDefault("30s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 10)
  Duration startWait();
}
