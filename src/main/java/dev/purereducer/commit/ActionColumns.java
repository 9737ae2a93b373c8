package dev.purereducer.commit;

import dev.purereducer.commit.FoldedTurn.FoldResult;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reduction.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The actions of a batch as one array per column, for duplicate detection and for the inserts. */
final class ActionColumns {
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
  }

  void add(int turn, FoldResult result) {
    switch (result) {
      case FoldResult.AcceptedAction accepted -> {
        setCommon(turn, accepted.action(), accepted.version(), COMMITTED);
        actions[rows] = accepted.action().historyText();
        intents[rows] = accepted.intentsText();
        chains[rows] = Buffer.buffer(accepted.chain());
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
        tuple, turns, keys, ids, hashes, versions, outcomes, rejections, actions, intents, chains);
  }

  private void setCommon(int turn, PendingAction action, long version, String outcome) {
    turns[rows] = turn;
    keys[rows] = action.command().workflowKey();
    ids[rows] = action.actionId();
    hashes[rows] = Buffer.buffer(action.payloadHash());
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
