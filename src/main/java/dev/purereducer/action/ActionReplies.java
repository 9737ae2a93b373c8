package dev.purereducer.action;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.Outcome;
import dev.purereducer.commit.QueueFullException;
import dev.purereducer.commit.StoreUnavailableException;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemType;
import dev.purereducer.trace.Traceparent;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Outcomes and failures as answers; the one place that knows which is which status. */
public final class ActionReplies {
  private static final Logger LOG = Logger.getLogger(ActionReplies.class);

  private ActionReplies() {}

  public static ActionReply of(ActionRef sent, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Committed committed -> committed(sent, committed, false);
      case Outcome.Rejected rejected -> rejected(sent, rejected, false);
      case Outcome.Duplicate(Outcome.Committed first) -> committed(sent, first, true);
      case Outcome.Duplicate(Outcome.Rejected first) -> rejected(sent, first, true);
      case Outcome.PreconditionFailed stale -> stale(sent, stale);
      case Outcome.GaveUp gaveUp -> gaveUp(sent, gaveUp);
    };
  }

  public static ActionReply.ProblemReply of(ActionRef sent, Throwable failure) {
    return switch (failure) {
      case QueueFullException _ ->
        ActionReply.ProblemReply.of(
            problem(sent, ProblemType.QUEUE_FULL, "nothing was taken; send it again"));
      case StoreUnavailableException _ ->
        ActionReply.ProblemReply.of(problem(
            sent,
            ProblemType.STORE_UNAVAILABLE,
            "the action may be committed or not; sending it again under its action_id tells"));
      default -> ActionReply.ProblemReply.of(unforeseen(sent, failure));
    };
  }

  /** A problem with one action, by the names that the caller knows it by. */
  static Problem problem(ActionRef sent, ProblemType type, String detail) {
    return Problem.of(type, detail)
        .with("workflow_key", sent.workflowKey())
        .with("action_id", sent.actionId())
        .with("correlation_id", sent.correlationId());
  }

  private static ActionReply committed(
      ActionRef sent, Outcome.Committed committed, boolean replayed) {
    return new ActionReply.CommittedReply(sent.workflowKey(), sent.actionId(), committed, replayed);
  }

  private static ActionReply rejected(ActionRef sent, Outcome.Rejected rejected, boolean replayed) {
    var problem = problem(sent, ProblemType.REJECTED, rejected.reason().detail())
        .with("code", rejected.reason().code())
        .with("version", rejected.version());
    return new ActionReply.ProblemReply(problem, rejected.version(), replayed);
  }

  private static ActionReply stale(ActionRef sent, Outcome.PreconditionFailed stale) {
    var problem = switch (stale.failed()) {
      case VERSION -> problem(sent, ProblemType.STALE_VERSION, "version is the current one");
      case EPOCH -> problem(sent, ProblemType.STALE_EPOCH, "a later epoch has committed");
      case LEASE ->
        problem(sent, ProblemType.STALE_LEASE, "another holder has committed in this epoch");
    };
    return new ActionReply.ProblemReply(
        problem.with("version", stale.version()), stale.version(), false);
  }

  private static ActionReply gaveUp(ActionRef sent, Outcome.GaveUp gaveUp) {
    var problem = problem(sent, ProblemType.GAVE_UP, "other writers were faster each time")
        .with("version", gaveUp.version())
        .with("attempts", gaveUp.attempts());
    return new ActionReply.ProblemReply(problem, gaveUp.version(), false);
  }

  private static Problem unforeseen(ActionRef sent, Throwable failure) {
    var correlationId =
        sent.correlationId() == null ? UUID.randomUUID().toString() : sent.correlationId();
    LOG.errorf(
        failure,
        "action failed workflow_key=%s action_id=%s correlation_id=%s trace_id=%s",
        sent.workflowKey(),
        sent.actionId(),
        correlationId,
        Traceparent.traceId(sent.traceparent()));
    return Problem.of(ProblemType.INTERNAL, "the correlation id leads to what is in the log")
        .with("action_id", sent.actionId())
        .with("correlation_id", correlationId);
  }
}
