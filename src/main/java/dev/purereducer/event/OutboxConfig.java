package dev.purereducer.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** What the writers of the outbox and its relays must agree on. */
@ConfigMapping(prefix = "purereducer.outbox")
public interface OutboxConfig {
  /**
   * In how many shards the outbox is split. It must be the same on all instances, and bounds how
   * many relays can share the work; more shards mean more lease rows to renew. To change it, stop
   * all instances when the outbox is empty: a key's rows must not be split over two shards.
   */
  @WithDefault("16")
  @Min(1)
  @Max(1024)
  int shards();
}
