package dev.purereducer.hotkey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** How closely hot keys are watched. */
@ConfigMapping(prefix = "purereducer.hot-keys")
public interface HotKeysConfig {
  /**
   * Keys that a lane keeps counts of. A share is too high by {@code 1 / capacity} at most, and so
   * small is the share that may be missed; more keys cost memory, of which long keys need most.
   */
  @WithDefault("256")
  @Min(16)
  @Max(10_000)
  int capacity();

  /**
   * How far back the counts reach; they span between half of it and all of it. Shorter shows a new
   * hot key sooner, longer tells a hot key from a burst.
   */
  @WithDefault("30s")
  @DurationMin(seconds = 4)
  @DurationMax(hours = 1)
  Duration window();

  /** Ranks that have gauges, each a series of its own. */
  @WithDefault("5")
  @Min(1)
  @Max(20)
  int exportedRanks();
}
