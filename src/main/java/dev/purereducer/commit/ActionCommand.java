package dev.purereducer.commit;

import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An action as it was sent, decoded and validated.
 *
 * @param type what the caller calls it; read models show it as the last action
 * @param epoch a fencing token: refused as stale when lower than one already committed
 * @param leaseId who holds the epoch: refused as stale when another holder committed in it
 * @param expectedVersion the version it must find (If-Match); 0 for a workflow that is yet to be
 * @param receivedAt in microseconds; travels into the history, so that a replay sees the same time
 * @param payloadBytes the size it was sent in, for the queues' bounds
 * @param traceparent W3C trace context
 * @param wantsState whether the outcome is to carry the state right after this action
 */
public record ActionCommand(
    String workflowKey,
    String reducer,
    String actionId,
    @Nullable String type,
    @Nullable String correlationId,
    @Nullable Long epoch,
    @Nullable String leaseId,
    @Nullable Long expectedVersion,
    Instant receivedAt,
    Json payload,
    int payloadBytes,
    @Nullable String traceparent,
    boolean wantsState) {

  /** A copy with another id. */
  public ActionCommand withActionId(String id) {
    return new ActionCommand(
        workflowKey,
        reducer,
        id,
        type,
        correlationId,
        epoch,
        leaseId,
        expectedVersion,
        receivedAt,
        payload,
        payloadBytes,
        traceparent,
        wantsState);
  }

  /** A copy whose next steps go on from another span. */
  public ActionCommand withTraceparent(@Nullable String other) {
    return new ActionCommand(
        workflowKey,
        reducer,
        actionId,
        type,
        correlationId,
        epoch,
        leaseId,
        expectedVersion,
        receivedAt,
        payload,
        payloadBytes,
        other,
        wantsState);
  }

  Action action() {
    return new Action(workflowKey, actionId, receivedAt, payload);
  }
}
