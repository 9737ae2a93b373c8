package dev.purereducer.action;

import dev.purereducer.action.ActionMeters.ActionResult;
import dev.purereducer.action.ActionMeters.Ingress;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.Lanes;
import dev.purereducer.commit.Outcome;
import dev.purereducer.trace.ActiveSpan;
import dev.purereducer.trace.SpanName;
import dev.purereducer.trace.Tracing;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** The lanes as the entrances use them: a followed action has its span from here to its outcome. */
@Singleton
class TracingLanes {
  private final Lanes lanes;
  private final Tracing tracing;

  TracingLanes(Lanes lanes, Tracing tracing) {
    this.lanes = lanes;
    this.tracing = tracing;
  }

  /** As {@link Lanes#submit}. */
  Uni<Outcome> submit(Ingress entrance, ActionCommand submission) {
    return tracing.isOn()
        ? followed(entrance, submission, lanes::submit)
        : lanes.submit(submission);
  }

  /** As {@link Lanes#submitWithoutDeadline}. */
  Uni<Outcome> submitWithoutDeadline(Ingress entrance, ActionCommand submission) {
    return tracing.isOn()
        ? followed(entrance, submission, lanes::submitWithoutDeadline)
        : lanes.submitWithoutDeadline(submission);
  }

  private Uni<Outcome> followed(
      Ingress entrance, ActionCommand submission, Function<ActionCommand, Uni<Outcome>> submit) {
    var trail = tracing.follow(SpanName.ACTION, submission.traceparent());
    if (!trail.isFollowed()) {
      return submit.apply(submission);
    }
    describe(submission, trail).setAttribute("entrance", ActionMeters.label(entrance));
    return trail.endOnTermination(submit
        .apply(submission.withTraceparent(trail.traceparent()))
        .invoke(outcome ->
            trail.setAttribute("outcome", ActionMeters.label(ActionResult.of(outcome)))));
  }

  /** By the names that callers and the log know it by. */
  static ActiveSpan describe(ActionCommand submission, ActiveSpan trail) {
    return trail
        .setAttribute("workflow_key", submission.workflowKey())
        .setAttribute("action_id", submission.actionId())
        .setAttribute("correlation_id", submission.correlationId())
        .setAttribute("reducer", submission.reducer());
  }
}
