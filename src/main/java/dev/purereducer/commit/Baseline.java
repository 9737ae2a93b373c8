package dev.purereducer.commit;

import dev.purereducer.event.HashChain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as a lane believes it to be, decoded: what the next turn is folded from. When it is
 * out of date the commit is refused, never wrong.
 *
 * @param reducer the reducer that owns the workflow; null before its first action, and when this
 *     instance does not know it
 * @param reducerName its name; empty before the first action
 * @param state of the type that {@code reducer} works on; null when {@code reducer} is
 * @param bytes the size of the state as JSON text, which stands for its size in memory
 */
record Baseline(
    @Nullable Reducer<?> reducer,
    String reducerName,
    long version,
    @Nullable Object state,
    byte[] chain,
    Provenance provenance,
    int bytes) {

  /** A workflow that is yet to be. */
  static final Baseline NEW =
      new Baseline(null, "", 0, null, HashChain.GENESIS, Provenance.NONE, 0);

  /** Throws what the reducer's codec throws when the stored state is none of its own. */
  static Baseline of(StoredState row, Reducers reducers) {
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

  /** The same with the size its text turned out to have. */
  Baseline sized(int textBytes) {
    return new Baseline(reducer, reducerName, version, state, chain, provenance, textBytes);
  }

  /** The schema version that {@link #state} is written in. */
  int schemaVersion() {
    return reducer == null ? 0 : reducer.schemaVersion();
  }

  boolean isNew() {
    return version == 0;
  }
}
