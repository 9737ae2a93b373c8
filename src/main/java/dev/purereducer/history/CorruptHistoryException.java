package dev.purereducer.history;

/**
 * The history does not lead to a state: an action is missing or cannot be read, or the reducer
 * refuses now what it took then and is not pure. The message says which version, and quotes
 * nothing.
 */
public final class CorruptHistoryException extends IllegalStateException {
  CorruptHistoryException(String workflowKey, long version, String reason) {
    super("workflow %s, version %d: %s".formatted(workflowKey, version, reason));
  }
}
