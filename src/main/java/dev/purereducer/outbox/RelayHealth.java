package dev.purereducer.outbox;

import org.jspecify.annotations.Nullable;

/**
 * How the relay is doing. That it moves at all, the heartbeats of its loops tell.
 *
 * @param running whether this process runs a relay
 * @param shards how many it publishes now
 * @param stuckKeys how many workflow keys it leaves out because the broker refuses a record
 * @param lastError why the last batch was not published; null when it was
 */
public record RelayHealth(
    boolean running, int shards, int blockedKeys, @Nullable String lastError) {
  static final RelayHealth OFF = new RelayHealth(false, 0, 0, null);
}
