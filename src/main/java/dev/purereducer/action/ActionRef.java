package dev.purereducer.action;

import dev.purereducer.commit.ActionCommand;
import org.jspecify.annotations.Nullable;

/** The ids of an action, for replies, logs and traces. */
public record ActionRef(
    String workflowKey,
    String actionId,
    @Nullable String correlationId,
    @Nullable String traceparent) {
  public static ActionRef of(ActionCommand command) {
    return new ActionRef(
        command.workflowKey(), command.actionId(), command.correlationId(), command.traceparent());
  }
}
