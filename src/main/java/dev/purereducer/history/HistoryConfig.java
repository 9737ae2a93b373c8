package dev.purereducer.history;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Configuration of replays. */
@ConfigMapping(prefix = "purereducer.history")
public interface HistoryConfig {
  /** Actions per page. More actions cost fewer round trips, but occupy the event loop longer. */
  @WithDefault("500")
  @Min(1)
  @Max(10_000)
  int pageRows();

  /** Maximum bytes of actions per page; bounds the memory of one replay. */
  @WithDefault("4M")
  MemorySize pageBytes();
}
