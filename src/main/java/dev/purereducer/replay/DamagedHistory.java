package dev.purereducer.replay;

/**
 * The history does not lead to a state: an action is missing or cannot be read, or the reducer
 * refuses now what it took then and is not pure. The message says which version, and quotes
 * nothing.
 */
public final class DamagedHistory extends IllegalStateException {
  DamagedHistory(String workflowKey, long version, String reason) {
    super("workflow %s, version %d: %s".formatted(workflowKey, version, reason));
  }
}
