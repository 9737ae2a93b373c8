package dev.purereducer.chaos;

import org.jspecify.annotations.Nullable;

/** An action of a client, for REST or Kafka. */
record Action(
    String workflowKey, String id, Change change, @Nullable Long expectedVersion) {
  String json() {
    return "{\"workflow_key\":\"%s\",\"action_id\":\"%s\",\"reducer\":\"counter\",\"payload\":%s}"
        .formatted(workflowKey, id, change.payload());
  }
}
