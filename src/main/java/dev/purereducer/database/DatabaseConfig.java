package dev.purereducer.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Configuration of the database connection. */
@ConfigMapping(prefix = "purereducer.database")
public interface DatabaseConfig {
  /**
   * Longest wait for the database at start-up, after which the start fails. A longer wait avoids
   * restarts when service and database start together; a shorter one reports a wrong address or
   * password sooner.
   */
  @WithDefault("30s")
  @DurationMin(millis = 100)
  @DurationMax(minutes = 10)
  Duration startWait();

  /**
   * Whether a pooler in transaction mode is between the service and PostgreSQL. Connections then ask
   * for no session settings, which a pooler refuses or gives to others; timeouts and planner settings
   * must be set on the role instead.
   */
  @WithDefault("false")
  boolean pooler();
}
