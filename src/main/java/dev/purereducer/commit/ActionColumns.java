package dev.purereducer.commit;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The actions of a batch as columns: what is looked up, and what is written if their turn wins. */
final class ActionColumns {
  /** The values of {@code outcome}: the first two as in {@code action_dedup}, the last writes nothing. */
  static final String COMMITTED = "c";

  static final String REJECTED = "r";
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
  private int rows;

  ActionColumns(int most) {
    turns = new Integer[most];
    keys = new String[most];
    ids = new String[most];
    hashes = new Buffer[most];
    versions = new Long[most];
    outcomes = new String[most];
    rejections = new String[most];
    actions = new String[most];
    intents = new String[most];
    chains = new Buffer[most];
  }

  void add(int turn, FoldResult verdict) {
    switch (verdict) {
      case FoldResult.AcceptedAction take -> {
        common(turn, take.entry(), take.version(), COMMITTED);
        actions[rows] = take.entry().historyText();
        intents[rows] = take.intents().text();
        chains[rows] = Buffer.buffer(take.chain());
      }
      case FoldResult.RejectedAction(var entry, var version, var why) -> {
        common(turn, entry, version, REJECTED);
        rejections[rows] = text(why);
      }
      case FoldResult.FailedPrecondition miss ->
        common(turn, miss.entry(), miss.version(), LOOKED_UP);
      case FoldResult.DuplicateInTurn _ -> {
        // Its id stands here already.
        return;
      }
    }
    rows++;
  }

  /** Rows left empty by repeats join no turn. */
  void addTo(Tuple tuple) {
    CommitTuple.addAll(
        tuple, turns, keys, ids, hashes, versions, outcomes, rejections, actions, intents, chains);
  }

  private void common(int turn, PendingAction entry, long version, String outcome) {
    turns[rows] = turn;
    keys[rows] = entry.command().workflowKey();
    ids[rows] = entry.actionId();
    hashes[rows] = Buffer.buffer(entry.payloadHash());
    versions[rows] = version;
    outcomes[rows] = outcome;
  }

  private static String text(Rejection why) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("code", Json.of(why.code()));
    members.put("detail", Json.of(why.detail()));
    return JsonText.text(new Json.Obj(members));
  }

  static Rejection rejection(@Nullable String text) {
    if (text == null || !(JsonText.parse(text) instanceof Json.Obj json)) {
      throw new IllegalStateException("a rejected action has its rejection");
    }
    var code = json.text("code");
    var detail = json.text("detail");
    return new Rejection(code == null ? "" : code, detail == null ? "" : detail);
  }
}
