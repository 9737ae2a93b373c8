package dev.purereducer.chaos;

import org.jspecify.annotations.Nullable;

/** One action as it is sent, over REST or Kafka. */
record Action(
    String workflowKey, String id, Change change, @Nullable Long expectedVersion) {
  String json() {
    return "{\"workflow_key\":\"%s\",\"action_id\":\"%s\",\"reducer\":\"counter\",\"payload\":%s}"
        .formatted(workflowKey, id, change.payload());
  }
}
