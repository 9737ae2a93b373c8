package dev.purereducer.action;

import org.jspecify.annotations.Nullable;

/**
 * What was said of an action outside of its JSON: in the path, in headers, in the key of a record.
 *
 * @param workflowKey from the path or the record's key
 * @param actionId from {@code Idempotency-Key} or {@code ce_id}
 * @param expectedVersion from {@code If-Match}
 * @param correlationId used when the action has none of its own
 * @param traceparent W3C trace context
 * @param wantsState whether the caller wants to see the state after this action
 */
public record TransportMetadata(
    @Nullable String workflowKey,
    @Nullable String actionId,
    @Nullable Long expectedVersion,
    @Nullable String correlationId,
    @Nullable String traceparent,
    boolean wantsState) {
  static final TransportMetadata NOTHING =
      new TransportMetadata(null, null, null, null, null, false);

  /** An action whose workflow and id are known; null where they are not. */
  public static TransportMetadata of(@Nullable String workflowKey, @Nullable String actionId) {
    return new TransportMetadata(workflowKey, actionId, null, null, null, false);
  }

  static TransportMetadata ofKey(@Nullable String workflowKey, @Nullable String traceparent) {
    return new TransportMetadata(workflowKey, null, null, null, traceparent, false);
  }
}
