package dev.purereducer.commit;

import dev.purereducer.commit.FoldedTurn.FoldResult;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.Shards;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reduction.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds a batch to the parameters of {@link CommitSql#COMMIT_IF_VERSION}: one array per column. */
final class CommitTuple {
  /** How long the ids of committed actions are kept, null for as long as the history; of rejected. */
  record IdLifetimes(@Nullable Long committedMillis, long rejectedMillis) {
    static IdLifetimes of(CommitConfig config) {
      return new IdLifetimes(
          config.dedupWindow().map(Duration::toMillis).orElse(null),
          config.rejectionWindow().toMillis());
    }
  }

  private final List<FoldedTurn> turns;
  private final int shards;

  CommitTuple(List<FoldedTurn> turns, int shards) {
    this.turns = turns;
    this.shards = shards;
  }

  io.vertx.mutiny.sqlclient.Tuple bind(Instant at, IdLifetimes lifetimes) {
    var tuple = Tuple.tuple();
    addTurns(tuple);
    addActions(tuple);
    addEvents(tuple);
    tuple.addValue(at.atOffset(ZoneOffset.UTC));
    tuple.addValue(lifetimes.committedMillis());
    tuple.addValue(lifetimes.rejectedMillis());
    return io.vertx.mutiny.sqlclient.Tuple.newInstance(tuple);
  }

  private void addTurns(Tuple tuple) {
    int n = turns.size();
    var keys = new String[n];
    var expected = new Long[n];
    var next = new Long[n];
    var reducers = new String[n];
    var reducerVersions = new Integer[n];
    var states = new @Nullable String[n];
    var schemaVersions = new Integer[n];
    var chains = new Buffer[n];
    var provenances = new @Nullable String[n];
    for (int i = 0; i < n; i++) {
      var turn = turns.get(i);
      keys[i] = turn.workflowKey();
      expected[i] = turn.from().version();
      next[i] = turn.next().version();
      reducers[i] = turn.next().reducerName();
      reducerVersions[i] = turn.next().reducerVersion();
      states[i] = turn.stateText();
      schemaVersions[i] = turn.next().schemaVersion();
      chains[i] = Buffer.buffer(turn.next().chain());
      provenances[i] = turn.changesState() ? turn.next().provenance().text() : null;
    }
    addAll(
        tuple,
        keys,
        expected,
        next,
        reducers,
        reducerVersions,
        states,
        schemaVersions,
        chains,
        provenances);
  }

  private void addActions(Tuple tuple) {
    int n = turns.stream().mapToInt(turn -> turn.results().size()).sum();
    var rows = new ActionColumns(n);
    for (int i = 0; i < turns.size(); i++) {
      for (var result : turns.get(i).results()) {
        rows.add(i + 1, result);
      }
    }
    rows.addTo(tuple);
  }

  private void addEvents(Tuple tuple) {
    int n = turns.stream().mapToInt(turn -> turn.events().size()).sum();
    var turnOrdinals = new Integer[n];
    var shardNumbers = new Integer[n];
    var types = new String[n];
    var ids = new String[n];
    var previous = new @Nullable Long[n];
    var versions = new @Nullable Long[n];
    var data = new Buffer[n];
    var traces = new @Nullable String[n];
    int row = 0;
    for (int i = 0; i < turns.size(); i++) {
      for (OutboxEvent event : turns.get(i).events()) {
        turnOrdinals[row] = i + 1;
        shardNumbers[row] = Shards.of(event.workflowKey(), shards);
        types[row] = event.type().outboxName();
        ids[row] = event.eventId();
        previous[row] = event.previousVersion();
        versions[row] = event.version();
        data[row] = Buffer.buffer(event.data());
        traces[row] = event.traceparent();
        row++;
      }
    }
    addAll(tuple, turnOrdinals, shardNumbers, types, ids, previous, versions, data, traces);
  }

  static void addAll(Tuple tuple, Object... columns) {
    for (var column : columns) {
      tuple.addValue(column);
    }
  }

  /** The actions of a batch as one array per column, for duplicate detection and for the inserts. */
  static final class ActionColumns {
    /** Value of {@code outcome}, as in {@code action_dedup}. */
    static final String COMMITTED = "c";

    /** Value of {@code outcome}, as in {@code action_dedup}. */
    static final String REJECTED = "r";

    /** Value of {@code outcome} for actions of which no row is written. */
    private static final String LOOKED_UP = "s";

    private final @Nullable Integer[] turns;
    private final @Nullable String[] keys;
    private final @Nullable String[] ids;
    private final @Nullable Buffer[] hashes;
    private final @Nullable Long[] versions;
    private final @Nullable String[] outcomes;
    private final @Nullable String[] rejections;
    private final @Nullable String[] actions;
    private final @Nullable String[] intents;
    private final @Nullable Buffer[] chains;
    private final @Nullable String[] snapshots;
    private int rows;

    ActionColumns(int maxRows) {
      turns = new Integer[maxRows];
      keys = new String[maxRows];
      ids = new String[maxRows];
      hashes = new Buffer[maxRows];
      versions = new Long[maxRows];
      outcomes = new String[maxRows];
      rejections = new String[maxRows];
      actions = new String[maxRows];
      intents = new String[maxRows];
      chains = new Buffer[maxRows];
      snapshots = new String[maxRows];
    }

    void add(int turn, FoldResult result) {
      switch (result) {
        case FoldResult.AcceptedAction accepted -> {
          setCommon(turn, accepted.action(), accepted.version(), COMMITTED);
          actions[rows] = accepted.action().text();
          intents[rows] = accepted.intentsText();
          chains[rows] = Buffer.buffer(accepted.chain());
          snapshots[rows] = accepted.snapshotText();
        }
        case FoldResult.RejectedAction(var action, var version, var reason) -> {
          setCommon(turn, action, version, REJECTED);
          rejections[rows] = rejectionText(reason);
        }
        case FoldResult.FailedPrecondition failed ->
          setCommon(turn, failed.action(), failed.version(), LOOKED_UP);
        case FoldResult.DuplicateInTurn _ -> {
          // The row of the first action covers the id.
          return;
        }
      }
      rows++;
    }

    /** Adds the columns as parameters; rows left empty by duplicates belong to no turn. */
    void addTo(Tuple tuple) {
      CommitTuple.addAll(
          tuple,
          turns,
          keys,
          ids,
          hashes,
          versions,
          outcomes,
          rejections,
          actions,
          intents,
          chains,
          snapshots);
    }

    private void setCommon(int turn, PendingAction action, long version, String outcome) {
      turns[rows] = turn;
      keys[rows] = action.command().workflowKey();
      ids[rows] = action.actionId();
      hashes[rows] = Buffer.buffer(action.actionHash());
      versions[rows] = version;
      outcomes[rows] = outcome;
    }

    private static String rejectionText(Rejection rejection) {
      Map<String, Json> members = new LinkedHashMap<>();
      members.put("code", Json.of(rejection.code()));
      members.put("detail", Json.of(rejection.detail()));
      return JsonText.text(new Json.Obj(members));
    }

    static Rejection rejection(@Nullable String text) {
      if (text == null || !(JsonText.parse(text) instanceof Json.Obj json)) {
        throw new IllegalStateException("a rejected action without its rejection");
      }
      var code = json.text("code");
      var detail = json.text("detail");
      return new Rejection(code == null ? "" : code, detail == null ? "" : detail);
    }
  }
}
