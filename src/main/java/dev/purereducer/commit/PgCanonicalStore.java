package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.commit.CanonicalStore.CommitResult.PriorOutcome;
import dev.purereducer.commit.CanonicalStore.CommitResult.StoredState;
import dev.purereducer.commit.CanonicalStore.CommitResult.VersionConflict;
import dev.purereducer.commit.CanonicalStore.TracingCanonicalStore;
import dev.purereducer.commit.CommitTuple.ActionColumns;
import dev.purereducer.commit.CommitTuple.IdLifetimes;
import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Rejected;
import dev.purereducer.commit.Outcome.Settled;
import dev.purereducer.database.Database;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.event.OutboxConfig;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.Shards;
import dev.purereducer.trace.Tracing;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The canonical store in PostgreSQL: binds a batch, runs its statement and reads the conflicts. */
final class PgCanonicalStore implements CanonicalStore {
  /** Opens a canonical store, with its own connection, for each lane. */
  @Singleton
  static class StoreFactory {
    private final Vertx vertx;
    private final Database database;
    private final CommitConfig config;
    private final OutboxConfig outbox;
    private final HistoryPartitions partitions;
    private final Tracing tracing;

    StoreFactory(
        Vertx vertx,
        Database database,
        CommitConfig config,
        OutboxConfig outbox,
        HistoryPartitions partitions,
        Tracing tracing) {
      this.vertx = vertx;
      this.database = database;
      this.config = config;
      this.outbox = outbox;
      this.partitions = partitions;
      this.tracing = tracing;
    }

    CanonicalStore open() {
      var connection = new LaneConnection(vertx, database, config.statementTimeout());
      var store =
          new PgCanonicalStore(connection, outbox.shards(), IdLifetimes.of(config), partitions);
      return TracingCanonicalStore.of(store, tracing);
    }
  }

  private final LaneConnection connection;
  private final int shards;
  private final IdLifetimes lifetimes;
  private final HistoryPartitions partitions;

  PgCanonicalStore(
      LaneConnection connection, int shards, IdLifetimes lifetimes, HistoryPartitions partitions) {
    this.connection = connection;
    this.shards = shards;
    this.lifetimes = lifetimes;
    this.partitions = partitions;
  }

  /** After a failure because of a missing partition, the lane's next attempt finds it created. */
  @Override
  public Uni<List<CommitResult>> commitIfVersion(List<FoldedTurn> turns) {
    var tuple = new CommitTuple(turns, shards).bind(turns.getFirst().at(), lifetimes);
    return connection
        .run(open -> open.preparedQuery(CommitSql.COMMIT_IF_VERSION).execute(tuple))
        .onFailure(SqlErrors::isMissingPartition)
        .call(partitions::createCurrent)
        .map(rows -> results(turns.size(), rows));
  }

  @Override
  public Uni<Void> giveUp(ExhaustedTurn turn) {
    var tuple = gaveUpTuple(turn);
    return connection
        .run(open -> open.preparedQuery(CommitSql.INSERT_GAVE_UP).execute(tuple))
        .replaceWithVoid();
  }

  @Override
  public Uni<Void> ping() {
    return connection.run(open -> open.query(CommitSql.PING).execute()).replaceWithVoid();
  }

  @Override
  public Uni<Void> close() {
    return connection.close();
  }

  private Tuple gaveUpTuple(ExhaustedTurn turn) {
    var tuple = io.vertx.sqlclient.Tuple.tuple();
    var events = turn.events();
    var actions = turn.actions();
    CommitTuple.addAll(
        tuple,
        (short) Shards.of(turn.workflowKey(), shards),
        turn.workflowKey(),
        events.stream().map(event -> event.type().outboxName()).toArray(String[]::new),
        events.stream().map(OutboxEvent::eventId).toArray(String[]::new),
        events.stream().map(event -> Buffer.buffer(event.data())).toArray(Buffer[]::new),
        turn.at().atOffset(ZoneOffset.UTC),
        events.stream().map(OutboxEvent::traceparent).toArray(String[]::new),
        turn.attempts() + " attempts ended in a version conflict",
        turn.attempts(),
        actions.stream().map(PendingAction::actionId).toArray(String[]::new),
        actions.stream().map(PendingAction::text).toArray(String[]::new),
        turn.id());
    return Tuple.newInstance(tuple);
  }

  /** The statement returns a row for each turn that was not committed. */
  private static List<CommitResult> results(int turns, RowSet<Row> rows) {
    List<CommitResult> results =
        new ArrayList<>(Collections.nCopies(turns, CommitResult.Applied.APPLIED));
    for (var row : rows) {
      var conflict = new VersionConflict(storedState(row), priorOutcomes(row));
      results.set(row.getInteger(0) - 1, conflict);
    }
    return results;
  }

  private static @Nullable StoredState storedState(Row row) {
    var version = row.getLong(1);
    return version == null
        ? null
        : new StoredState(
            row.getString(2),
            row.getInteger(3),
            version,
            row.getString(4),
            row.getInteger(5),
            row.getBuffer(6).getBytes(),
            row.getString(7));
  }

  private static List<PriorOutcome> priorOutcomes(Row row) {
    var ids = row.getDelegate().getArrayOfStrings(8);
    if (ids == null) {
      return List.of();
    }
    var hashes = row.getDelegate().getArrayOfBuffers(9);
    var versions = row.getDelegate().getArrayOfLongs(10);
    var outcomes = row.getDelegate().getArrayOfStrings(11);
    var rejections = row.getDelegate().getArrayOfStrings(12);
    List<PriorOutcome> priorOutcomes = new ArrayList<>(ids.length);
    for (int i = 0; i < ids.length; i++) {
      var settled = settled(outcomes[i], versions[i], rejections[i]);
      priorOutcomes.add(new PriorOutcome(ids[i], hashes[i].getBytes(), settled));
    }
    return priorOutcomes;
  }

  static Settled settled(String outcome, long version, @Nullable String rejection) {
    return outcome.equals(ActionColumns.COMMITTED)
        ? new Committed(version, 1, null)
        : new Rejected(version, ActionColumns.rejection(rejection));
  }
}
