package dev.purereducer.action;

import dev.purereducer.action.ActionMeters.ActionResult;
import dev.purereducer.action.ActionMeters.Ingress;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.Lanes;
import dev.purereducer.commit.OrderedSender;
import dev.purereducer.commit.Outcome;
import dev.purereducer.trace.ActiveSpan;
import dev.purereducer.trace.Tracing;
import dev.purereducer.trace.Tracing.SpanName;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** Decorator of the lanes that adds a span to sampled actions, from submission to outcome. */
@Singleton
class TracingLanes {
  private final Lanes lanes;
  private final Tracing tracing;

  TracingLanes(Lanes lanes, Tracing tracing) {
    this.lanes = lanes;
    this.tracing = tracing;
  }

  /** As {@link Lanes#submit(ActionCommand)}. */
  Uni<Outcome> submit(Ingress ingress, ActionCommand command) {
    return tracing.isOn() ? traced(ingress, command, lanes::submit) : lanes.submit(command);
  }

  /** As {@link Lanes#submit(ActionCommand, OrderedSender)}. */
  Uni<Outcome> submit(Ingress ingress, ActionCommand command, OrderedSender sender) {
    return tracing.isOn()
        ? traced(ingress, command, it -> lanes.submit(it, sender))
        : lanes.submit(command, sender);
  }

  /** As {@link Lanes#submitWithoutDeadline}. */
  Uni<Outcome> submitWithoutDeadline(Ingress ingress, ActionCommand command) {
    return tracing.isOn()
        ? traced(ingress, command, lanes::submitWithoutDeadline)
        : lanes.submitWithoutDeadline(command);
  }

  private Uni<Outcome> traced(
      Ingress ingress, ActionCommand command, Function<ActionCommand, Uni<Outcome>> submit) {
    var span = tracing.startSpan(SpanName.ACTION, command.traceparent());
    if (!span.isRecording()) {
      return submit.apply(command);
    }
    describe(command, span).setAttribute("entrance", ActionMeters.label(ingress));
    return span.endOnTermination(submit
        .apply(command.withTraceparent(span.traceparent()))
        .invoke(
            outcome -> span.setAttribute("outcome", ActionMeters.label(ActionResult.of(outcome)))));
  }

  /** Adds the attributes that identify an action, as in the log. */
  static ActiveSpan describe(ActionCommand command, ActiveSpan span) {
    return span.setAttribute("workflow_key", command.workflowKey())
        .setAttribute("action_id", command.actionId())
        .setAttribute("correlation_id", command.correlationId())
        .setAttribute("reducer", command.reducer());
  }
}
