package dev.purereducer.commit;

import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decoded and validated action with its metadata.
 *
 * @param type the caller's name for the kind of action; read models show that of the last action
 * @param epoch a fencing token: a lower one than the newest committed is refused
 * @param leaseId the holder of the epoch: another holder in the same epoch is refused
 * @param expectedVersion the versions at which it may be committed (If-Match, If-None-Match); null for
 *     all
 * @param receivedAt in microseconds; stored in the history, so that a replay sees the same time
 * @param payloadBytes the size as received, for the bounds of the queues
 * @param traceparent W3C trace context
 * @param origin kept in the history; no part of what an action id stands for
 * @param wantsState whether the outcome contains the state right after this action
 */
public record ActionCommand(
    String workflowKey,
    String reducer,
    String actionId,
    @Nullable String type,
    @Nullable String correlationId,
    @Nullable Long epoch,
    @Nullable String leaseId,
    @Nullable VersionCondition expectedVersion,
    Instant receivedAt,
    Json payload,
    int payloadBytes,
    @Nullable String traceparent,
    ActionOrigin origin,
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
        origin,
        wantsState);
  }

  /** A copy with another trace context. */
  public ActionCommand withTraceparent(@Nullable String newTraceparent) {
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
        newTraceparent,
        origin,
        wantsState);
  }

  Action action() {
    return new Action(workflowKey, actionId, receivedAt, payload);
  }
}
