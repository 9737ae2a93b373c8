package dev.purereducer.action;

import dev.purereducer.action.ActionMeters.Entrance;
import dev.purereducer.action.ActionMeters.Result;
import dev.purereducer.commit.Lanes;
import dev.purereducer.commit.Outcome;
import dev.purereducer.commit.Submission;
import dev.purereducer.trace.Step;
import dev.purereducer.trace.Tracing;
import dev.purereducer.trace.Trail;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** The lanes as the entrances use them: a followed action has its span from here to its outcome. */
@Singleton
class FollowedLanes {
  private final Lanes lanes;
  private final Tracing tracing;

  FollowedLanes(Lanes lanes, Tracing tracing) {
    this.lanes = lanes;
    this.tracing = tracing;
  }

  /** As {@link Lanes#submit}. */
  Uni<Outcome> submit(Entrance entrance, Submission submission) {
    return tracing.isOn()
        ? followed(entrance, submission, lanes::submit)
        : lanes.submit(submission);
  }

  /** As {@link Lanes#submitPatiently}. */
  Uni<Outcome> submitPatiently(Entrance entrance, Submission submission) {
    return tracing.isOn()
        ? followed(entrance, submission, lanes::submitPatiently)
        : lanes.submitPatiently(submission);
  }

  private Uni<Outcome> followed(
      Entrance entrance, Submission submission, Function<Submission, Uni<Outcome>> submit) {
    var trail = tracing.follow(Step.ACTION, submission.traceparent());
    if (!trail.isFollowed()) {
      return submit.apply(submission);
    }
    describe(submission, trail).say("entrance", ActionMeters.label(entrance));
    return trail.endWith(submit
        .apply(submission.withTraceparent(trail.traceparent()))
        .invoke(outcome -> trail.say("outcome", ActionMeters.label(Result.of(outcome)))));
  }

  /** By the names that callers and the log know it by. */
  static Trail describe(Submission submission, Trail trail) {
    return trail
        .say("workflow_key", submission.workflowKey())
        .say("action_id", submission.actionId())
        .say("correlation_id", submission.correlationId())
        .say("reducer", submission.reducer());
  }
}
