package dev.purereducer.history;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How a history is read. */
@ConfigMapping(prefix = "purereducer.history")
public interface HistoryConfig {
  /** Actions a page: more means fewer round trips, and longer turns on the event loop. */
  @WithDefault("500")
  @Min(1)
  @Max(10_000)
  int pageRows();

  /** Bytes of actions a page, after which it ends early; bounds the memory of one replay. */
  @WithDefault("4M")
  MemorySize pageBytes();
}
