package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.CommitResult;
import dev.purereducer.event.HashChain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a workflow that a turn is folded from, decoded. It may be stale: the commit then
 * ends in a conflict.
 *
 * @param reducer the workflow's reducer; null before the first action, and if this instance does not
 *     have it
 * @param reducerName its name; empty before the first action
 * @param state an object of the reducer's state type; null if {@code reducer} is null
 * @param bytes the length of the state as JSON text, an estimate of its size in memory
 */
record Baseline(
    @Nullable Reducer<?> reducer,
    String reducerName,
    long version,
    @Nullable Object state,
    byte[] chain,
    Provenance provenance,
    int bytes) {
  /** The baseline of a workflow without actions. */
  static final Baseline NEW =
      new Baseline(null, "", 0, null, HashChain.GENESIS, Provenance.NONE, 0);

  /** Decodes a stored state; throws what the reducer's codec throws if it cannot. */
  static Baseline of(CommitResult.StoredState row, Reducers reducers) {
    var reducer = reducers.find(row.reducer());
    var state = reducer == null
        ? null
        : reducer.decode(JsonText.parse(row.stateText()), row.schemaVersion());
    return new Baseline(
        reducer,
        row.reducer(),
        row.version(),
        state,
        row.chain(),
        Provenance.parse(row.provenanceText()),
        row.stateText().length());
  }

  /** A stored state that its reducer cannot decode: actions on it can only be rejected. */
  static Baseline undecoded(CommitResult.StoredState row) {
    return new Baseline(null, row.reducer(), row.version(), null, row.chain(), Provenance.NONE, 0);
  }

  /** A copy with another size. */
  Baseline sized(int textBytes) {
    return new Baseline(reducer, reducerName, version, state, chain, provenance, textBytes);
  }

  /** The state of a workflow whose reducer this instance has. */
  Object requireState() {
    return Objects.requireNonNull(state, "a workflow without a decoded state");
  }

  /** The version of the rules that lead to {@link #state}. */
  int reducerVersion() {
    return reducer == null ? 0 : reducer.version();
  }

  /** The schema version that {@link #state} is written in. */
  int schemaVersion() {
    return reducer == null ? 0 : reducer.schemaVersion();
  }

  boolean isNew() {
    return version == 0;
  }

  /** The origin of a state: its last action, and the newest epoch that was ever committed. */
  record Provenance(
      String actionId,
      @Nullable String type,
      @Nullable String correlationId,
      @Nullable Long epoch,
      @Nullable String leaseId) {
    static final Provenance NONE = new Provenance("", null, null, null, null);

    /** The provenance after {@code last}; an action without an epoch keeps the epoch. */
    Provenance then(ActionCommand last) {
      boolean fenced = last.epoch() != null;
      return new Provenance(
          last.actionId(),
          last.type(),
          last.correlationId(),
          fenced ? last.epoch() : epoch,
          fenced ? last.leaseId() : leaseId);
    }

    String text() {
      Map<String, Json> members = new LinkedHashMap<>();
      members.put("action_id", Json.of(actionId));
      putText(members, "type", type);
      putText(members, "correlation_id", correlationId);
      if (epoch != null) {
        members.put("epoch", Json.of(epoch));
      }
      putText(members, "lease_id", leaseId);
      return JsonText.text(new Json.Obj(members));
    }

    static Provenance parse(String text) {
      if (!(JsonText.parse(text) instanceof Json.Obj json)) {
        throw new IllegalStateException("the provenance of a state is not a JSON object");
      }
      var actionId = json.text("action_id");
      return new Provenance(
          actionId == null ? "" : actionId,
          json.text("type"),
          json.text("correlation_id"),
          json.get("epoch") instanceof Json.Int(long epoch) ? epoch : null,
          json.text("lease_id"));
    }

    private static void putText(Map<String, Json> members, String name, @Nullable String value) {
      if (value != null) {
        members.put(name, Json.of(value));
      }
    }
  }
}
