package dev.purereducer.history;

import dev.purereducer.history.Replay.CorruptHistoryException;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.runtime.FailureText;
import dev.purereducer.runtime.LogThrottle;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jboss.logging.Logger;

/** The fold of a history through its reducer: holds the state after the actions applied so far. */
final class Fold<S> {
  private static final Logger LOG = Logger.getLogger(Fold.class);
  private static final LogThrottle LOG_THROTTLE = new LogThrottle();

  private final String workflowKey;
  private final Reducer<S> reducer;
  private S state;
  private long version;

  Fold(String workflowKey, Reducer<S> reducer) {
    this.workflowKey = workflowKey;
    this.reducer = reducer;
    this.state = reducer.initial();
  }

  /**
   * Applies the next action. Throws {@link CorruptHistoryException} if its version is not the next
   * one, or if the reducer rejects it.
   */
  void apply(HistoryStore.RecordedAction entry) {
    if (entry.version() != version + 1) {
      throw new CorruptHistoryException(
          workflowKey, version + 1, "the next action has version " + entry.version());
    }
    state = switch (reduce(action(workflowKey, entry))) {
      case Reduction.Next<S> next -> next.state();
      case Reduction.Refused<S>(var reason) ->
        throw new CorruptHistoryException(
            workflowKey, entry.version(), "the reducer rejects the action: " + reason.code());
    };
    version = entry.version();
  }

  long version() {
    return version;
  }

  Json encoded() {
    return reducer.codec().encode(state);
  }

  /** A stored state, upcast and encoded with the current schema version. */
  Json encodeAtCurrentSchema(Json stored, int schemaVersion) {
    return reducer.codec().encode(reducer.decode(stored, schemaVersion));
  }

  /** Decodes the action of a history row. */
  static Action action(String workflowKey, HistoryStore.RecordedAction entry) {
    try {
      if (JsonText.parse(entry.actionText()) instanceof Json.Obj stored
          && stored.text("received_at") instanceof String receivedAt
          && stored.get("payload") instanceof Json payload) {
        return new Action(workflowKey, entry.actionId(), Instant.parse(receivedAt), payload);
      }
    } catch (DateTimeParseException | InvalidJsonException e) {
      throw new CorruptHistoryException(workflowKey, entry.version(), "the action is not readable");
    }
    throw new CorruptHistoryException(
        workflowKey, entry.version(), "the action has no time or no payload");
  }

  private Reduction<S> reduce(Action action) {
    try {
      return reducer.reduce(state, action);
    } catch (Throwable e) {
      // A reducer is the user's code and may throw anything; the exception below goes to callers.
      if (LOG_THROTTLE.tryAcquire()) {
        LOG.warnf(
            "reducer=%s workflow_key=%s version=%d reducer failed in a replay: %s",
            reducer.name(), workflowKey, version + 1, FailureText.of(e));
      }
      throw new CorruptHistoryException(
          workflowKey, version + 1, "the reducer throws " + e.getClass().getSimpleName());
    }
  }
}
