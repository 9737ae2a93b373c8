package dev.purereducer.event;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Settings shared by the writers of the outbox and its relays. */
@ConfigMapping(prefix = "purereducer.outbox")
public interface OutboxConfig {
  /**
   * The number of outbox shards, which must be the same on all instances. It bounds the number of
   * relays that share the work; more shards mean more leases to renew. To change it, stop all
   * instances while the outbox is empty: the rows of a workflow must not be in two shards.
   */
  @WithDefault("16")
  @Min(1)
  @Max(1024)
  int shards();
}
