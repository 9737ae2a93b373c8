package dev.purereducer.action;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.commit.Outcome;
import dev.purereducer.http.Problem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What an HTTP caller is told of one action. */
public sealed interface ActionReply {
  int status();

  /** Whether this is what an earlier sending of the same action came to. */
  boolean replayed();

  /** The action is durable. */
  record CommittedReply(
      String workflowKey, String actionId, Outcome.Committed outcome, boolean replayed)
      implements ActionReply {
    @Override
    public int status() {
      return 200;
    }

    /** Writes the members, into an object that the caller has opened. */
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
      var seen = new Outcome.Committed(outcome.version(), outcome.attempts(), stateText);
      return new CommittedReply(workflowKey, actionId, seen, replayed);
    }
  }

  /**
   * The action is refused, or could not be done for now.
   *
   * @param version the workflow's, where the caller can use it
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

    /** Whether the same action may go through a little later. */
    boolean isRetryable() {
      return switch (problem.type()) {
        case QUEUE_FULL, GAVE_UP, STORE_UNAVAILABLE, BROKER_UNAVAILABLE -> true;
        default -> false;
      };
    }
  }
}
