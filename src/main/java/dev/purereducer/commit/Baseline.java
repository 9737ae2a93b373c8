package dev.purereducer.commit;

import dev.purereducer.event.HashChain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
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

  /** A copy with another size. */
  Baseline sized(int textBytes) {
    return new Baseline(reducer, reducerName, version, state, chain, provenance, textBytes);
  }

  /** The state of a workflow whose reducer this instance has. */
  Object requireState() {
    return Objects.requireNonNull(state, "a workflow without a decoded state");
  }

  /** The schema version that {@link #state} is written in. */
  int schemaVersion() {
    return reducer == null ? 0 : reducer.schemaVersion();
  }

  boolean isNew() {
    return version == 0;
  }
}
