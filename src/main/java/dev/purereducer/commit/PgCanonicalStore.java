package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.commit.Outcome.Settled;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.Shards;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The canonical store in PostgreSQL: text, bind, run, and read who did not fit. */
final class PgCanonicalStore implements CanonicalStore {
  private final LaneConnection connection;
  private final int shards;
  private final Duration dedupWindow;

  PgCanonicalStore(LaneConnection connection, int shards, Duration dedupWindow) {
    this.connection = connection;
    this.shards = shards;
    this.dedupWindow = dedupWindow;
  }

  @Override
  public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
    var tuple = new CommitTuple(turns, shards).bind(turns.getFirst().at(), dedupWindow);
    return connection
        .run(open -> open.preparedQuery(CommitSql.COMMIT_IF_VERSION).execute(tuple))
        .map(rows -> answers(turns.size(), rows));
  }

  @Override
  public Uni<Void> giveUp(ExhaustedTurn turn) {
    var tuple = gaveUpTuple(turn);
    return connection
        .run(open -> open.preparedQuery(CommitSql.INSERT_GAVE_UP).execute(tuple))
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> close() {
    return connection.close();
  }

  private Tuple gaveUpTuple(ExhaustedTurn turn) {
    var tuple = io.vertx.sqlclient.Tuple.tuple();
    var events = turn.events();
    var entries = turn.entries();
    CommitTuple.addAll(
        tuple,
        (short) Shards.of(turn.workflowKey(), shards),
        turn.workflowKey(),
        events.stream().map(event -> event.type().outboxName()).toArray(String[]::new),
        events.stream().map(OutboxEvent::eventId).toArray(String[]::new),
        events.stream().map(event -> Buffer.buffer(event.data())).toArray(Buffer[]::new),
        turn.at().atOffset(ZoneOffset.UTC),
        events.stream().map(OutboxEvent::traceparent).toArray(String[]::new),
        "lost " + turn.attempts() + " races in a row",
        turn.attempts(),
        entries.stream().map(PendingAction::actionId).toArray(String[]::new),
        entries.stream().map(PendingAction::deadLetterText).toArray(String[]::new));
    return Tuple.newInstance(tuple);
  }

  /** The statement returns the turns that did not fit; all others won. */
  private static List<CommitResult> answers(int turns, RowSet<Row> rows) {
    List<CommitResult> answers =
        new ArrayList<>(Collections.nCopies(turns, CommitResult.Applied.APPLIED));
    for (var row : rows) {
      answers.set(
          row.getInteger(0) - 1, new CommitResult.VersionConflict(storedState(row), seen(row)));
    }
    return answers;
  }

  private static @Nullable StoredState storedState(Row row) {
    var version = row.getLong(1);
    return version == null
        ? null
        : new StoredState(
            row.getString(2),
            version,
            row.getString(3),
            row.getInteger(4),
            row.getBuffer(5).getBytes(),
            row.getString(6));
  }

  private static List<CommitResult.PriorOutcome> seen(Row row) {
    var ids = row.getDelegate().getArrayOfStrings(7);
    if (ids == null) {
      return List.of();
    }
    var hashes = row.getDelegate().getArrayOfBuffers(8);
    var versions = row.getDelegate().getArrayOfLongs(9);
    var outcomes = row.getDelegate().getArrayOfStrings(10);
    var rejections = row.getDelegate().getArrayOfStrings(11);
    List<CommitResult.PriorOutcome> seen = new ArrayList<>(ids.length);
    for (int i = 0; i < ids.length; i++) {
      var settled = settled(outcomes[i], versions[i], rejections[i]);
      seen.add(new CommitResult.PriorOutcome(ids[i], hashes[i].getBytes(), settled));
    }
    return seen;
  }

  static Settled settled(String outcome, long version, @Nullable String rejection) {
    return outcome.equals(ActionColumns.COMMITTED)
        ? new Committed(version, 1, null)
        : new Rejected(version, ActionColumns.rejection(rejection));
  }
}
