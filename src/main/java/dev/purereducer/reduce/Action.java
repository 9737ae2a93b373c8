package dev.purereducer.reduce;

import java.time.Instant;

/**
 * What a reducer sees of a request to change a workflow.
 *
 * @param workflowKey the workflow it is for
 * @param id the caller's id of this action; unique within its workflow
 * @param receivedAt when the service took it, in microseconds; the only time a reducer may use
 * @param payload what is asked for
 */
public record Action(String workflowKey, String id, Instant receivedAt, Json payload) {}
