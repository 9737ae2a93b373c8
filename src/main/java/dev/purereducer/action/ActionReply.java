package dev.purereducer.action;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.commit.Outcome;
import dev.purereducer.http.Problem;
import java.io.IOException;
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
        case QUEUE_FULL, GAVE_UP, STORE_UNAVAILABLE, BROKER_UNAVAILABLE -> true;
        default -> false;
      };
    }
  }
}
