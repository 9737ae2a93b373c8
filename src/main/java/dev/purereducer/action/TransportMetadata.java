package dev.purereducer.action;

import org.jspecify.annotations.Nullable;

/**
 * Metadata of an action outside of its JSON: from the path, headers, or the key of a record.
 *
 * @param workflowKey from the path or the record's key
 * @param actionId from {@code Idempotency-Key} or {@code ce_id}
 * @param expectedVersion from {@code If-Match}
 * @param correlationId used if the action's JSON has none
 * @param traceparent W3C trace context
 * @param wantsState whether the reply should include the state after this action
 */
public record TransportMetadata(
    @Nullable String workflowKey,
    @Nullable String actionId,
    @Nullable Long expectedVersion,
    @Nullable String correlationId,
    @Nullable String traceparent,
    boolean wantsState) {
  static final TransportMetadata NONE = new TransportMetadata(null, null, null, null, null, false);

  /** Metadata with a workflow key and an action id, if known. */
  public static TransportMetadata of(@Nullable String workflowKey, @Nullable String actionId) {
    return new TransportMetadata(workflowKey, actionId, null, null, null, false);
  }

  static TransportMetadata ofKey(@Nullable String workflowKey, @Nullable String traceparent) {
    return new TransportMetadata(workflowKey, null, null, null, traceparent, false);
  }
}
