package dev.purereducer.deadletter;

import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionReply;
import dev.purereducer.action.ActionReply.ActionRef;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.CommitConfig;
import dev.purereducer.commit.Lanes;
import dev.purereducer.commit.Outcome;
import dev.purereducer.deadletter.DeadLetter.WithContent;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemType;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Redrive of a dead letter: sends its action through the commit path again.
 *
 * <p>The action keeps its id, so it has at most one effect, even if it was sent again elsewhere or
 * is redriven twice concurrently. A committed or duplicate action closes the dead letter; a refused
 * one leaves it open. Each attempt is recorded before it is made.
 */
@ApplicationScoped
class Redrive {
  private static final Logger LOG = Logger.getLogger(Redrive.class);

  /** Result of a redrive; {@code command} is null when no attempt was made. */
  record RedriveResult(ActionReply reply, @Nullable ActionCommand command) {
    static RedriveResult refused(ProblemType type, String detail) {
      return new RedriveResult(ActionReply.ProblemReply.of(Problem.of(type, detail)), null);
    }

    boolean closesDeadLetter() {
      return reply instanceof ActionReply.CommittedReply;
    }

    /** {@code committed}, {@code duplicate}, or the code of the refusal. */
    String outcome() {
      return switch (reply) {
        case ActionReply.CommittedReply committed ->
          committed.replayed() ? "duplicate" : "committed";
        case ActionReply.ProblemReply refused -> refused.problem().code();
      };
    }

    /** The outcome as a meter's tag: a problem type in place of a reducer's code. */
    String kind() {
      return switch (reply) {
        case ActionReply.CommittedReply _ -> outcome();
        case ActionReply.ProblemReply refused -> refused.problem().type().code();
      };
    }

    @Nullable
    Long version() {
      return switch (reply) {
        case ActionReply.CommittedReply committed -> committed.outcome().version();
        case ActionReply.ProblemReply refused -> refused.version();
      };
    }
  }

  /**
   * A claimed dead letter with its recorded attempt.
   *
   * @param committedVersion the version if the action was committed before the deduplication window, if any
   */
  private record RedriveAttempt(
      long id, ActionCommand command, @Nullable Long committedVersion) {}

  private final DeadLetterStore store;
  private final DeadLetterActions actions;
  private final Lanes lanes;
  private final DeadLetterMeters meters;
  private final @Nullable Long dedupMillis;

  Redrive(
      DeadLetterStore store,
      DeadLetterActions actions,
      Lanes lanes,
      DeadLetterMeters meters,
      CommitConfig commit) {
    this.store = store;
    this.actions = actions;
    this.lanes = lanes;
    this.meters = meters;
    this.dedupMillis = commit.dedupWindow().map(Duration::toMillis).orElse(null);
  }

  /** Redrives one dead letter; {@code repair} has the members of the action to replace, if any. */
  Uni<RedriveResult> redrive(long deadLetterId, Json.Obj repair, String operator) {
    return store
        .find(deadLetterId)
        .chain(found -> found
            .map(stored -> redrive(stored, repair, operator))
            .orElseGet(() -> Uni.createFrom()
                .item(RedriveResult.refused(ProblemType.NOT_FOUND, "no dead letter has this id"))))
        .invoke(result -> meters.redriven(result.kind()));
  }

  private Uni<RedriveResult> redrive(WithContent stored, Json.Obj repair, String operator) {
    var deadLetter = stored.deadLetter();
    if (!deadLetter.isOpen()) {
      return Uni.createFrom().item(alreadyRedriven());
    }
    return switch (actions.decode(stored, repair, operator)) {
      case DecodedAction.Invalid invalid ->
        Uni.createFrom()
            .item(new RedriveResult(ActionReply.ProblemReply.of(invalid.problem()), null));
      case DecodedAction.Valid(var command) ->
        claim(deadLetter.id(), command, repair, operator)
            .chain(claimed -> claimed
                .map(attempt -> run(deadLetter.id(), attempt))
                .orElseGet(() -> Uni.createFrom().item(alreadyRedriven())));
    };
  }

  /** Empty when a concurrent redrive has closed the dead letter. */
  private Uni<Optional<RedriveAttempt>> claim(
      long deadLetterId, ActionCommand command, Json.Obj repair, String operator) {
    var parameters = Tuple.tuple()
        .addValue(deadLetterId)
        .addValue(command.workflowKey())
        .addValue(command.actionId())
        .addValue(operator)
        .addValue(repair.members().isEmpty() ? null : JsonText.text(repair))
        .addValue(dedupMillis);
    return store.run(DeadLetterSql.CLAIM_IF_OPEN, parameters).map(rows -> {
      if (rows.size() == 0) {
        return Optional.empty();
      }
      var row = rows.iterator().next();
      return Optional.of(new RedriveAttempt(
          row.getLong("redrive_id"),
          command.withActionId(row.getString("action_id")),
          row.getLong("committed_version")));
    });
  }

  private Uni<RedriveResult> run(long deadLetterId, RedriveAttempt attempt) {
    var command = attempt.command;
    var action = ActionRef.of(command);
    return commit(attempt)
        .onItemOrFailure()
        .transform((outcome, failure) -> new RedriveResult(
            outcome == null ? ActionReply.of(action, failure) : ActionReply.of(action, outcome),
            command))
        .call(result -> finish(deadLetterId, attempt, result));
  }

  private Uni<Outcome> commit(RedriveAttempt attempt) {
    return attempt.committedVersion == null
        ? lanes.submitAgain(attempt.command)
        : Uni.createFrom()
            .item(new Outcome.Duplicate(new Outcome.Committed(attempt.committedVersion, 1, null)));
  }

  /** A failure to record the outcome does not change it: the next redrive is a duplicate. */
  private Uni<Void> finish(long deadLetterId, RedriveAttempt attempt, RedriveResult result) {
    var parameters = Tuple.of(
        attempt.id, deadLetterId, result.outcome(), result.version(), result.closesDeadLetter());
    return store
        .run(DeadLetterSql.FINISH, parameters)
        .replaceWithVoid()
        .onFailure()
        .invoke(failure -> LOG.warnf(
            "dead_letter=%d redriven with outcome %s, which could not be recorded: %s",
            deadLetterId, result.outcome(), failure))
        .onFailure()
        .recoverWithNull();
  }

  private static RedriveResult alreadyRedriven() {
    return RedriveResult.refused(
        ProblemType.ALREADY_REDRIVEN, "the action of this dead letter is already committed");
  }
}
