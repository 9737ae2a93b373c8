package dev.purereducer.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** What tokens say, and how much one namespace may ask for. */
@ConfigMapping(prefix = "purereducer.access")
public interface AccessConfig {
  /**
   * The claim that grants namespaces: an array of their names, or one name; {@code *} grants all. A
   * token without it reaches no workflow.
   */
  @WithDefault("namespaces")
  @NotBlank
  String namespacesClaim();

  /**
   * For how long a token that has been verified is not verified again; never beyond its own end.
   * Longer saves a signature check more often, and serves a token longer whose key has been
   * withdrawn. 0 verifies each time.
   */
  @WithDefault("60s")
  @DurationMin(seconds = 0)
  @DurationMax(minutes = 15)
  Duration tokenMemory();

  /**
   * Actions and reads a second that one namespace may ask this instance for over HTTP; beyond, they
   * are refused with 429. 0 for no limit. Without one, a namespace can fill the queues for all. What
   * comes from Kafka is not counted: it waits on the broker.
   */
  @WithDefault("0")
  @Min(0)
  @Max(10_000_000)
  int namespaceRate();

  /**
   * How much may come at once: so much time's worth of the rate. A bulk request with more actions
   * than that is refused in part.
   */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  @DurationMax(minutes = 1)
  Duration namespaceBurst();

  /**
   * Namespaces whose rate is kept, some 100 bytes each. When so many are busy at once, further ones
   * share one rate among them.
   */
  @WithDefault("10000")
  @Min(1)
  @Max(10_000_000)
  int maxNamespaces();
}
