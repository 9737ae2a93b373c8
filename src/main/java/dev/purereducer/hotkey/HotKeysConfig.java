package dev.purereducer.hotkey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of the hot-key statistics. */
@ConfigMapping(prefix = "purereducer.hot-keys")
public interface HotKeysConfig {
  /**
   * Counters per lane. The error of a key's share is at most {@code 1 / capacity}, and a key with a
   * smaller share may be missing. More counters need more memory, above all for long keys.
   */
  @WithDefault("256")
  @Min(16)
  @Max(10_000)
  int capacity();

  /**
   * Length of the sliding window; counts cover between half of it and all of it. A shorter one
   * shows a new hot key sooner, a longer one distinguishes a hot key from a burst.
   */
  @WithDefault("30s")
  @DurationMin(seconds = 4)
  @DurationMax(hours = 1)
  Duration window();

  /** Number of ranks exported as gauges, one time series each. */
  @WithDefault("5")
  @Min(1)
  @Max(20)
  int exportedRanks();
}
