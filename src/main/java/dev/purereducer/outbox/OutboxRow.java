package dev.purereducer.outbox;

import dev.purereducer.event.OutboxEvent;

/** An unpublished event. Within a workflow, ids ascend in commit order. */
record OutboxRow(long id, OutboxEvent event) {
  String workflowKey() {
    return event.workflowKey();
  }
}
