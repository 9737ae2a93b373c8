package dev.purereducer.outbox;

import dev.purereducer.event.OutboxEvent;

/** An event that waits in the outbox; within a workflow key, ids ascend in the order of commits. */
record OutboxRow(long id, OutboxEvent event) {
  String workflowKey() {
    return event.workflowKey();
  }
}
