package dev.purereducer.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotEmpty;
import java.util.Set;

/** Roles of this instance. */
@ConfigMapping(prefix = "purereducer")
public interface RoleConfig {
  /** Part of the service that can run in separate instances. */
  enum Role {
    /** Accepts actions from REST and Kafka and commits them. */
    INGEST,
    /** Publishes the outbox to Kafka. */
    RELAY,
    /** Materializes read models. */
    PROJECT,
    /** Serves reads. */
    READ
  }

  /**
   * Roles that this instance runs; all by default. Separate instances per role scale independently,
   * and need more connections and memory in total.
   */
  @WithDefault("ingest,relay,project,read")
  @NotEmpty
  Set<Role> roles();

  default boolean runs(Role role) {
    return roles().contains(role);
  }
}
