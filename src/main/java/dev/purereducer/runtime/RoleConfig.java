package dev.purereducer.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotEmpty;
import java.util.Set;

/** What this process does; by default everything. */
@ConfigMapping(prefix = "purereducer")
public interface RoleConfig {
  @WithDefault("ingest,relay,project,read")
  @NotEmpty
  Set<Role> roles();

  default boolean runs(Role role) {
    return roles().contains(role);
  }
}
