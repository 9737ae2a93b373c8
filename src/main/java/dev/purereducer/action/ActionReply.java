package dev.purereducer.action;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.Lanes.QueueFullException;
import dev.purereducer.commit.Outcome;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemType;
import dev.purereducer.reduce.Reducers.NotDeployedException;
import dev.purereducer.trace.Traceparent;
import java.io.IOException;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The reply to the sender of one action, independent of its transport. */
public sealed interface ActionReply {
  int status();

  /** Whether this repeats the outcome of an earlier request with the same action id. */
  boolean replayed();

  /** The action is committed. */
  record CommittedReply(
      String workflowKey, String actionId, Outcome.Committed outcome, boolean replayed)
      implements ActionReply {
    @Override
    public int status() {
      return 200;
    }

    /** Writes the members into a JSON object that is already open. */
    void writeMembersTo(JsonGenerator to) throws IOException {
      to.writeStringField("outcome", "committed");
      to.writeStringField("workflow_key", workflowKey);
      to.writeStringField("action_id", actionId);
      to.writeNumberField("version", outcome.version());
      to.writeNumberField("attempts", outcome.attempts());
      if (outcome.stateText() != null) {
        to.writeFieldName("state");
        to.writeRawValue(outcome.stateText());
      }
    }

    CommittedReply withState(String stateText) {
      var withState = new Outcome.Committed(outcome.version(), outcome.attempts(), stateText);
      return new CommittedReply(workflowKey, actionId, withState, replayed);
    }
  }

  /**
   * The action is refused, or failed temporarily.
   *
   * @param version the workflow's current version; null if it is not known
   */
  record ProblemReply(Problem problem, @Nullable Long version, boolean replayed)
      implements ActionReply {
    public static ProblemReply of(Problem problem) {
      return new ProblemReply(problem, null, false);
    }

    @Override
    public int status() {
      return problem.status();
    }

    /** Whether the same action may succeed later. */
    boolean isRetryable() {
      return switch (problem.type()) {
        case QUEUE_FULL,
            GAVE_UP,
            STORE_UNAVAILABLE,
            BROKER_UNAVAILABLE,
            REDUCER_VERSION_UNAVAILABLE -> true;
        default -> false;
      };
    }
  }

  /** The only mapping of outcomes to problem types. */
  static ActionReply of(ActionRef action, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Committed committed -> committed(action, committed, false);
      case Outcome.Rejected rejected -> rejected(action, rejected, false);
      case Outcome.Duplicate(Outcome.Committed first) -> committed(action, first, true);
      case Outcome.Duplicate(Outcome.Rejected first) -> rejected(action, first, true);
      case Outcome.PreconditionFailed stale -> stale(action, stale);
      case Outcome.GaveUp gaveUp -> gaveUp(action, gaveUp);
    };
  }

  /** The only mapping of failures to problem types. */
  static ProblemReply of(ActionRef action, Throwable failure) {
    return switch (failure) {
      case QueueFullException _ ->
        ProblemReply.of(
            problem(action, ProblemType.QUEUE_FULL, "the action was not queued; send it again"));
      case StoreUnavailableException _ ->
        ProblemReply.of(problem(
            action,
            ProblemType.STORE_UNAVAILABLE,
            "the action may or may not be committed; send it again under its action_id"));
      case NotDeployedException _ ->
        ProblemReply.of(problem(
            action,
            ProblemType.REDUCER_VERSION_UNAVAILABLE,
            "only another instance has the reducer version of this workflow; retry later"));
      default -> ProblemReply.of(unexpected(action, failure));
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
    return new CommittedReply(action.workflowKey(), action.actionId(), committed, replayed);
  }

  private static ActionReply rejected(
      ActionRef action, Outcome.Rejected rejected, boolean replayed) {
    var problem = problem(action, ProblemType.REJECTED, rejected.reason().detail())
        .with("code", rejected.reason().code())
        .with("version", rejected.version());
    return new ProblemReply(problem, rejected.version(), replayed);
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
    return new ProblemReply(problem.with("version", stale.version()), stale.version(), false);
  }

  private static ActionReply gaveUp(ActionRef action, Outcome.GaveUp gaveUp) {
    var problem = problem(
            action, ProblemType.GAVE_UP, "other writers committed first at every attempt")
        .with("version", gaveUp.version())
        .with("attempts", gaveUp.attempts());
    return new ProblemReply(problem, gaveUp.version(), false);
  }

  private static Problem unexpected(ActionRef action, Throwable failure) {
    var correlationId =
        action.correlationId() == null ? UUID.randomUUID().toString() : action.correlationId();
    Logger.getLogger(ActionReply.class)
        .errorf(
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

  /** The ids of an action, for replies, logs and traces. */
  record ActionRef(
      String workflowKey,
      String actionId,
      @Nullable String correlationId,
      @Nullable String traceparent) {
    public static ActionRef of(ActionCommand command) {
      return new ActionRef(
          command.workflowKey(),
          command.actionId(),
          command.correlationId(),
          command.traceparent());
    }
  }
}
