package dev.purereducer.operate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Limits of the operators' endpoints. */
@ConfigMapping(prefix = "purereducer.operate")
public interface OperateConfig {
  /**
   * Maximum number of concurrent verifications; further ones are refused with 429. Each reads the
   * complete history of its workflow, which competes with all other work for the database.
   */
  @WithDefault("2")
  @Min(1)
  @Max(100)
  int maxVerifications();
}
