package dev.purereducer.history;

import dev.purereducer.history.HistoryStore.Snapshot;
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
import java.util.Arrays;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The fold of consecutive actions through the version of their reducer that committed them: holds the
 * state after the actions applied so far.
 */
final class Fold<S> {
  private static final Logger LOG = Logger.getLogger(Fold.class);
  private static final LogThrottle LOG_THROTTLE = new LogThrottle();

  private final String workflowKey;
  private final Reducer<S> reducer;
  private S state;
  private long version;

  /** Starts from a stored state; from the initial one, at version 0, if {@code from} is null. */
  Fold(String workflowKey, Reducer<S> reducer, @Nullable Snapshot from) {
    this.workflowKey = workflowKey;
    this.reducer = reducer;
    this.state = from == null ? reducer.initial() : decode(from);
    this.version = from == null ? 0 : from.version();
  }

  /** Whether {@code reducer} knows the schema version of the stored state. */
  static boolean canDecode(Reducer<?> reducer, int schemaVersion) {
    return schemaVersion <= reducer.schemaVersion();
  }

  /**
   * Applies the next action. Throws {@link CorruptHistoryException} if its version is not the next
   * one, if another version of the reducer committed it, or if the reducer rejects it.
   */
  void apply(HistoryStore.RecordedAction entry) {
    if (entry.version() != version + 1) {
      throw new CorruptHistoryException(
          workflowKey, version + 1, "the next action has version " + entry.version());
    }
    if (entry.reducerVersion() != reducer.version()) {
      throw new CorruptHistoryException(
          workflowKey, version + 1, "the version of the reducer changes without a snapshot");
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

  Reducer<S> reducer() {
    return reducer;
  }

  Json encoded() {
    return reducer.codec().encode(state);
  }

  /** Whether a stored state is the one that this fold has reached. */
  boolean hasState(String storedText, int schemaVersion) {
    try {
      var stored = encodedByReducer(reducer, storedText, schemaVersion);
      return Arrays.equals(JsonText.canonical(stored), JsonText.canonical(encoded()));
    } catch (Throwable e) {
      // the reducer cannot decode the state, so the state is not the result of the reducer
      return false;
    }
  }

  /** A stored state, upcast and encoded with the current schema version of the reducer. */
  static <S> Json encodedByReducer(Reducer<S> reducer, String storedText, int schemaVersion) {
    return reducer.codec().encode(reducer.decode(JsonText.parse(storedText), schemaVersion));
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

  private S decode(Snapshot from) {
    try {
      return reducer.decode(JsonText.parse(from.stateText()), from.schemaVersion());
    } catch (Throwable e) {
      throw new CorruptHistoryException(
          workflowKey, from.version(), "its snapshot cannot be decoded: " + FailureText.of(e));
    }
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
