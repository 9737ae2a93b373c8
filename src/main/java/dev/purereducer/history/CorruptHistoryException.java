package dev.purereducer.history;

/**
 * A history that cannot be replayed: an action is missing or unreadable, or the reducer rejects an
 * action that it had accepted and is therefore not pure. The message has the version, but no payload.
 */
public final class CorruptHistoryException extends IllegalStateException {
  CorruptHistoryException(String workflowKey, long version, String reason) {
    super("workflow %s, version %d: %s".formatted(workflowKey, version, reason));
  }
}
