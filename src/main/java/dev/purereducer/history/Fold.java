package dev.purereducer.history;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reduction;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** A reducer on its way through a history: the state after the actions applied so far. */
final class Fold<S> {
  private final String workflowKey;
  private final Reducer<S> reducer;
  private S state;
  private long version;

  Fold(String workflowKey, Reducer<S> reducer) {
    this.workflowKey = workflowKey;
    this.reducer = reducer;
    this.state = reducer.initial();
  }

  /** Throws {@link CorruptHistoryException} when the entry does not follow, or the reducer refuses it. */
  void apply(HistoryStore.RecordedAction entry) {
    if (entry.version() != version + 1) {
      throw new CorruptHistoryException(
          workflowKey, version + 1, "the history goes on with version " + entry.version());
    }
    state = switch (reduce(action(workflowKey, entry))) {
      case Reduction.Next<S> next -> next.state();
      case Reduction.Refused<S>(var why) ->
        throw new CorruptHistoryException(
            workflowKey, entry.version(), "the reducer refuses it now: " + why.code());
    };
    version = entry.version();
  }

  long version() {
    return version;
  }

  Json encoded() {
    return reducer.codec().encode(state);
  }

  /** What is stored, as this reducer would store it today. */
  Json encodeAtCurrentSchema(Json stored, int schemaVersion) {
    return reducer.codec().encode(reducer.decode(stored, schemaVersion));
  }

  /** The action of a row of the history. */
  static Action action(String workflowKey, HistoryStore.RecordedAction entry) {
    try {
      if (JsonText.parse(entry.actionText()) instanceof Json.Obj stored
          && stored.text("received_at") instanceof String receivedAt
          && stored.get("payload") instanceof Json payload) {
        return new Action(workflowKey, entry.actionId(), Instant.parse(receivedAt), payload);
      }
    } catch (DateTimeParseException | UncheckedIOException e) {
      throw new CorruptHistoryException(workflowKey, entry.version(), "its action cannot be read");
    }
    throw new CorruptHistoryException(
        workflowKey, entry.version(), "its action lacks time or payload");
  }

  private Reduction<S> reduce(Action action) {
    try {
      return reducer.reduce(state, action);
    } catch (RuntimeException e) {
      throw new CorruptHistoryException(
          workflowKey, version + 1, "the reducer throws " + e.getClass().getSimpleName());
    }
  }
}
