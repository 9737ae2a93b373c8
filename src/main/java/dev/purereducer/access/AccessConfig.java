package dev.purereducer.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Namespaces in tokens, and the request rate of one namespace. */
@ConfigMapping(prefix = "purereducer.access")
public interface AccessConfig {
  /**
   * The claim that grants namespaces: an array of their names, or one name; {@code *} grants all. A
   * token without it has access to no workflow.
   */
  @WithDefault("namespaces")
  @NotBlank
  String namespacesClaim();

  /**
   * Actions and reads per second that one namespace may send to this instance over HTTP; beyond,
   * they are refused with 429. 0 for no limit. Without a limit, one namespace can fill the queues for
   * all. Actions from Kafka are not counted: they wait on the broker.
   */
  @WithDefault("0")
  @Min(0)
  @Max(10_000_000)
  int namespaceRate();

  /**
   * Burst size, as a duration of the rate. A bulk request with more actions than that is refused in
   * part.
   */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  @DurationMax(minutes = 1)
  Duration namespaceBurst();

  /**
   * Maximum number of namespaces with a rate of their own, about 100 bytes each. Beyond, when all of
   * them are active, the others share one rate.
   */
  @WithDefault("10000")
  @Min(1)
  @Max(10_000_000)
  int maxNamespaces();
}
