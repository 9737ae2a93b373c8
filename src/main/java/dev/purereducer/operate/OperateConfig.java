package dev.purereducer.operate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Limits of what operators may ask for. */
@ConfigMapping(prefix = "purereducer.operate")
public interface OperateConfig {
  /**
   * How many workflows are verified at a time; the next is refused with 429. Each verification reads
   * the whole history of its workflow, which competes with everything else for the database.
   */
  @WithDefault("2")
  @Min(1)
  @Max(100)
  int maxVerifications();
}
