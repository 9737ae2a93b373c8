package dev.purereducer.reduce;

import java.time.Instant;

/**
 * A request to change a workflow, the input of a reducer.
 *
 * @param workflowKey key of the workflow
 * @param id the caller's id of this action, unique within the workflow
 * @param receivedAt time at which the service received the action, with microseconds. A reducer that
 *     needs the current time must use this one, so that a replay has the same result
 * @param payload the caller's JSON
 */
public record Action(String workflowKey, String id, Instant receivedAt, Json payload) {}
