package dev.purereducer.deadletter;

import dev.purereducer.action.ActionRef;
import dev.purereducer.action.ActionReplies;
import dev.purereducer.action.ActionReply;
import dev.purereducer.action.DecodedAction;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.CommitConfig;
import dev.purereducer.commit.Lanes;
import dev.purereducer.commit.Outcome;
import dev.purereducer.deadletter.DeadLetter.Opened;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemType;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the action of a letter through the commit path again, as if it had just come in.
 *
 * <p>It keeps its action id, so that it has one effect at most, also when it was sent again
 * elsewhere or is redriven twice at once. Committed now or before, its letter is closed; refused, it
 * stays open. Each attempt is on record before it is made.
 */
@ApplicationScoped
class Redrive {
  private static final Logger LOG = Logger.getLogger(Redrive.class);

  /** What came of it; {@code submission} is null when no attempt was made. */
  record Redriven(ActionReply answer, @Nullable ActionCommand submission) {
    static Redriven refused(ProblemType type, String detail) {
      return new Redriven(ActionReply.ProblemReply.of(Problem.of(type, detail)), null);
    }

    boolean isDone() {
      return answer instanceof ActionReply.CommittedReply;
    }

    /** For the record: {@code committed}, {@code duplicate}, or why it was refused. */
    String outcome() {
      return switch (answer) {
        case ActionReply.CommittedReply committed ->
          committed.replayed() ? "duplicate" : "committed";
        case ActionReply.ProblemReply refused -> refused.problem().code();
      };
    }

    /** The same of few kinds, for meters. */
    String kind() {
      return switch (answer) {
        case ActionReply.CommittedReply _ -> outcome();
        case ActionReply.ProblemReply refused -> refused.problem().type().code();
      };
    }

    @Nullable
    Long version() {
      return switch (answer) {
        case ActionReply.CommittedReply committed -> committed.outcome().version();
        case ActionReply.ProblemReply refused -> refused.version();
      };
    }
  }

  /** An attempt on record; {@code committed} is the version the action has had for long. */
  private record RedriveAttempt(
      long redrive, ActionCommand submission, @Nullable Long committed) {}

  private final DeadLetterStore table;
  private final DeadLetterActions actions;
  private final Lanes lanes;
  private final DeadLetterMeters meters;
  private final long dedupMillis;

  Redrive(
      DeadLetterStore table,
      DeadLetterActions actions,
      Lanes lanes,
      DeadLetterMeters meters,
      CommitConfig commit) {
    this.table = table;
    this.actions = actions;
    this.lanes = lanes;
    this.meters = meters;
    this.dedupMillis = commit.dedupWindow().toMillis();
  }

  /** {@code repair} has the members of the action to replace, and may be empty. */
  Uni<Redriven> redrive(long id, Json.Obj repair, String by) {
    return table
        .find(id)
        .chain(found -> found
            .map(opened -> redrive(opened, repair, by))
            .orElseGet(() -> Uni.createFrom()
                .item(Redriven.refused(ProblemType.NOT_FOUND, "no letter has this id"))))
        .invoke(redriven -> meters.redriven(redriven.kind()));
  }

  private Uni<Redriven> redrive(Opened opened, Json.Obj repair, String by) {
    var letter = opened.letter();
    if (!letter.isOpen()) {
      return Uni.createFrom().item(closed());
    }
    return switch (actions.decode(opened, repair)) {
      case DecodedAction.Invalid(var problem) ->
        Uni.createFrom().item(new Redriven(ActionReply.ProblemReply.of(problem), null));
      case DecodedAction.Valid(var submission) ->
        begin(letter.id(), submission, repair, by)
            .chain(begun -> begun
                .map(attempt -> attempt(letter.id(), attempt))
                .orElseGet(() -> Uni.createFrom().item(closed())));
    };
  }

  /** Empty when somebody else has closed the letter. */
  private Uni<Optional<RedriveAttempt>> begin(
      long letter, ActionCommand submission, Json.Obj repair, String by) {
    var parameters = Tuple.tuple()
        .addValue(letter)
        .addValue(submission.workflowKey())
        .addValue(submission.actionId())
        .addValue(by)
        .addValue(repair.members().isEmpty() ? null : JsonText.text(repair))
        .addValue(dedupMillis);
    return table.run(DeadLetterSql.BEGIN_IF_OPEN, parameters).map(rows -> {
      if (rows.size() == 0) {
        return Optional.empty();
      }
      var row = rows.iterator().next();
      return Optional.of(new RedriveAttempt(
          row.getLong("redrive"),
          submission.withActionId(row.getString("action_id")),
          row.getLong("committed")));
    });
  }

  private Uni<Redriven> attempt(long letter, RedriveAttempt begun) {
    var submission = begun.submission;
    var sent = ActionRef.of(submission);
    return commit(begun)
        .onItemOrFailure()
        .transform((outcome, failure) -> new Redriven(
            outcome == null ? ActionReplies.of(sent, failure) : ActionReplies.of(sent, outcome),
            submission))
        .call(redriven -> finish(letter, begun, redriven));
  }

  private Uni<Outcome> commit(RedriveAttempt begun) {
    return begun.committed == null
        ? lanes.submit(begun.submission)
        : Uni.createFrom()
            .item(new Outcome.Duplicate(new Outcome.Committed(begun.committed, 1, null)));
  }

  /** What came of it stands, whether or not it gets on record: the next attempt is a duplicate. */
  private Uni<Void> finish(long letter, RedriveAttempt begun, Redriven redriven) {
    var parameters =
        Tuple.of(begun.redrive, letter, redriven.outcome(), redriven.version(), redriven.isDone());
    return table
        .run(DeadLetterSql.END, parameters)
        .replaceWithVoid()
        .onFailure()
        .invoke(
            failure -> LOG.warnf("dead_letter=%d redriven, but not on record: %s", letter, failure))
        .onFailure()
        .recoverWithNull();
  }

  private static Redriven closed() {
    return Redriven.refused(
        ProblemType.ALREADY_REDRIVEN, "the action of this letter has had its effect");
  }
}
