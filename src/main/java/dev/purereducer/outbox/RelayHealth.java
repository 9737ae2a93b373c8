package dev.purereducer.outbox;

import org.jspecify.annotations.Nullable;

/**
 * Health of the relay. Whether its loops make progress is reported by their heartbeats.
 *
 * @param running this instance has the role {@code relay}
 * @param shards number of shards this instance publishes
 * @param blockedKeys number of workflow keys blocked because the broker rejects a record
 * @param lastError the failure of the last batch; null if it was published
 */
public record RelayHealth(
    boolean running, int shards, int blockedKeys, @Nullable String lastError) {
  static final RelayHealth OFF = new RelayHealth(false, 0, 0, null);
}
