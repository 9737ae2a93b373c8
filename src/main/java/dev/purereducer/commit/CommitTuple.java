package dev.purereducer.commit;

import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.Shards;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds a batch to the parameters of {@link CommitSql#COMMIT_IF_VERSION}: one array per column. */
final class CommitTuple {
  private final List<FoldedTurn> turns;
  private final int shards;

  CommitTuple(List<FoldedTurn> turns, int shards) {
    this.turns = turns;
    this.shards = shards;
  }

  Tuple bind(Instant at, Duration dedupWindow) {
    var tuple = io.vertx.sqlclient.Tuple.tuple();
    addTurns(tuple);
    addActions(tuple);
    addEvents(tuple);
    tuple.addValue(at.atOffset(ZoneOffset.UTC));
    tuple.addValue(at.plus(dedupWindow).atOffset(ZoneOffset.UTC));
    return Tuple.newInstance(tuple);
  }

  private void addTurns(io.vertx.sqlclient.Tuple tuple) {
    int n = turns.size();
    var keys = new String[n];
    var expected = new Long[n];
    var next = new Long[n];
    var reducers = new String[n];
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
      states[i] = turn.stateText();
      schemaVersions[i] = turn.next().schemaVersion();
      chains[i] = Buffer.buffer(turn.next().chain());
      provenances[i] = turn.changesState() ? turn.next().provenance().text() : null;
    }
    addAll(tuple, keys, expected, next, reducers, states, schemaVersions, chains, provenances);
  }

  private void addActions(io.vertx.sqlclient.Tuple tuple) {
    int n = turns.stream().mapToInt(turn -> turn.results().size()).sum();
    var rows = new ActionColumns(n);
    for (int i = 0; i < turns.size(); i++) {
      for (var result : turns.get(i).results()) {
        rows.add(i + 1, result);
      }
    }
    rows.addTo(tuple);
  }

  private void addEvents(io.vertx.sqlclient.Tuple tuple) {
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

  static void addAll(io.vertx.sqlclient.Tuple tuple, Object... columns) {
    for (var column : columns) {
      tuple.addValue(column);
    }
  }
}
