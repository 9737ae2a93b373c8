package dev.purereducer.action;

import dev.purereducer.commit.Outcome;
import dev.purereducer.commit.QueueFullException;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemType;
import dev.purereducer.trace.Traceparent;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Replies for outcomes and failures: the only mapping of them to problem types. */
public final class ActionReplies {
  private static final Logger LOG = Logger.getLogger(ActionReplies.class);

  private ActionReplies() {}

  public static ActionReply of(ActionRef action, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Committed committed -> committed(action, committed, false);
      case Outcome.Rejected rejected -> rejected(action, rejected, false);
      case Outcome.Duplicate(Outcome.Committed first) -> committed(action, first, true);
      case Outcome.Duplicate(Outcome.Rejected first) -> rejected(action, first, true);
      case Outcome.PreconditionFailed stale -> stale(action, stale);
      case Outcome.GaveUp gaveUp -> gaveUp(action, gaveUp);
    };
  }

  public static ActionReply.ProblemReply of(ActionRef action, Throwable failure) {
    return switch (failure) {
      case QueueFullException _ ->
        ActionReply.ProblemReply.of(
            problem(action, ProblemType.QUEUE_FULL, "the action was not queued; send it again"));
      case StoreUnavailableException _ ->
        ActionReply.ProblemReply.of(problem(
            action,
            ProblemType.STORE_UNAVAILABLE,
            "the action may or may not be committed; send it again under its action_id"));
      default -> ActionReply.ProblemReply.of(unexpected(action, failure));
    };
  }

  /** A problem with the ids of the action. */
  static Problem problem(ActionRef action, ProblemType type, String detail) {
    return Problem.of(type, detail)
        .with("workflow_key", action.workflowKey())
        .with("action_id", action.actionId())
        .with("correlation_id", action.correlationId());
  }

  private static ActionReply committed(
      ActionRef action, Outcome.Committed committed, boolean replayed) {
    return new ActionReply.CommittedReply(
        action.workflowKey(), action.actionId(), committed, replayed);
  }

  private static ActionReply rejected(
      ActionRef action, Outcome.Rejected rejected, boolean replayed) {
    var problem = problem(action, ProblemType.REJECTED, rejected.reason().detail())
        .with("code", rejected.reason().code())
        .with("version", rejected.version());
    return new ActionReply.ProblemReply(problem, rejected.version(), replayed);
  }

  private static ActionReply stale(ActionRef action, Outcome.PreconditionFailed stale) {
    var problem = switch (stale.failed()) {
      case VERSION ->
        problem(action, ProblemType.STALE_VERSION, "the member version is the current version");
      case EPOCH ->
        problem(action, ProblemType.STALE_EPOCH, "an action with a later epoch has been committed");
      case LEASE ->
        problem(
            action,
            ProblemType.STALE_LEASE,
            "another holder has committed an action in this epoch");
    };
    return new ActionReply.ProblemReply(
        problem.with("version", stale.version()), stale.version(), false);
  }

  private static ActionReply gaveUp(ActionRef action, Outcome.GaveUp gaveUp) {
    var problem = problem(
            action, ProblemType.GAVE_UP, "other writers committed first at every attempt")
        .with("version", gaveUp.version())
        .with("attempts", gaveUp.attempts());
    return new ActionReply.ProblemReply(problem, gaveUp.version(), false);
  }

  private static Problem unexpected(ActionRef action, Throwable failure) {
    var correlationId =
        action.correlationId() == null ? UUID.randomUUID().toString() : action.correlationId();
    LOG.errorf(
        failure,
        "action failed workflow_key=%s action_id=%s correlation_id=%s trace_id=%s",
        action.workflowKey(),
        action.actionId(),
        correlationId,
        Traceparent.traceId(action.traceparent()));
    return Problem.of(ProblemType.INTERNAL, "the log has the failure under this correlation id")
        .with("action_id", action.actionId())
        .with("correlation_id", correlationId);
  }
}
