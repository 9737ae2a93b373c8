package dev.purereducer.commit;

import dev.purereducer.event.EventType;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.StateCommitted;
import dev.purereducer.event.StateCommitted.CommittedAction;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.trace.Traceparent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the events of a turn. */
final class TurnEvents {
  /** Actions a conflict or a gave-up event names; it counts all of them. */
  private static final int MAX_NAMED_ACTIONS = 100;

  private TurnEvents() {}

  /** The commit itself, and an event per intent; empty when no action was taken. */
  static List<OutboxEvent> committed(
      String key, Baseline from, ActionFold.FoldedActions fold, Instant at) {
    var stateText = fold.stateText();
    if (stateText == null) {
      return List.of();
    }
    var taken = fold.results().stream()
        .filter(FoldResult.AcceptedAction.class::isInstance)
        .map(FoldResult.AcceptedAction.class::cast)
        .toList();
    List<OutboxEvent> events = new ArrayList<>();
    events.add(stateCommitted(key, from, fold.next(), stateText, taken, at));
    for (var take : taken) {
      addIntents(events, key, fold.next().reducerName(), take, at);
    }
    return events;
  }

  private static OutboxEvent stateCommitted(
      String key,
      Baseline from,
      Baseline next,
      String stateText,
      List<FoldResult.AcceptedAction> taken,
      Instant at) {
    List<CommittedAction> actions =
        taken.stream().map(TurnEvents::committedAction).toList();
    var event = new StateCommitted(
        key,
        next.reducerName(),
        from.version(),
        next.version(),
        next.schemaVersion(),
        stateText,
        actions,
        HexFormat.of().formatHex(next.chain()),
        at);
    return new OutboxEvent(
        EventType.STATE_COMMITTED,
        event.eventId(),
        key,
        from.version(),
        next.version(),
        event.bytes(),
        at,
        traceparent(taken, FoldResult.AcceptedAction::entry));
  }

  private static CommittedAction committedAction(FoldResult.AcceptedAction take) {
    var submission = take.entry().command();
    return new CommittedAction(
        take.version(), submission.actionId(), submission.correlationId(), submission.type());
  }

  private static void addIntents(
      List<OutboxEvent> events,
      String key,
      String reducer,
      FoldResult.AcceptedAction take,
      Instant at) {
    var submission = take.entry().command();
    int index = 0;
    for (var intent : take.intents().intents()) {
      Map<String, Json> data = new LinkedHashMap<>();
      data.put("workflow_key", Json.of(key));
      data.put("reducer", Json.of(reducer));
      data.put("version", Json.of(take.version()));
      data.put("index", Json.of(index));
      putAction(data, submission);
      data.put("type", Json.of(intent.type()));
      data.put("payload", intent.payload());
      data.put("committed_at", Json.of(at.toString()));
      var id = key + "@" + take.version() + "#" + index;
      events.add(event(EventType.INTENT, id, key, data, at, submission.traceparent()));
      index++;
    }
  }

  /** One lost race: what the turn was folded from, and what it found. */
  static OutboxEvent conflict(Turn turn, long expected, long found, Instant at) {
    Map<String, Json> data = new LinkedHashMap<>();
    data.put("workflow_key", Json.of(turn.workflowKey()));
    data.put("expected_version", Json.of(expected));
    data.put("version", Json.of(found));
    data.put("attempt", Json.of(turn.attempt()));
    data.put("action_count", Json.of(turn.entries().size()));
    data.put("actions", actions(turn));
    data.put("at", Json.of(at.toString()));
    return event(EventType.STATE_CONFLICT, uuid(), turn.workflowKey(), data, at, traceparent(turn));
  }

  static OutboxEvent gaveUp(Turn turn, long version, int attempts, Instant at) {
    Map<String, Json> data = new LinkedHashMap<>();
    data.put("workflow_key", Json.of(turn.workflowKey()));
    data.put("version", Json.of(version));
    data.put("attempts", Json.of(attempts));
    data.put("action_count", Json.of(turn.entries().size()));
    data.put("actions", actions(turn));
    data.put("at", Json.of(at.toString()));
    return event(
        EventType.REDUCER_GAVE_UP, uuid(), turn.workflowKey(), data, at, traceparent(turn));
  }

  private static Json actions(Turn turn) {
    List<Json> actions = new ArrayList<>();
    for (var entry : turn.entries().stream().limit(MAX_NAMED_ACTIONS).toList()) {
      Map<String, Json> action = new LinkedHashMap<>();
      putAction(action, entry.command());
      actions.add(new Json.Obj(action));
    }
    return new Json.Arr(actions);
  }

  private static void putAction(Map<String, Json> to, ActionCommand submission) {
    to.put("action_id", Json.of(submission.actionId()));
    if (submission.correlationId() != null) {
      to.put("correlation_id", Json.of(submission.correlationId()));
    }
  }

  private static @Nullable String traceparent(Turn turn) {
    return traceparent(turn.entries(), entry -> entry);
  }

  /** An event carries one: that of the last action that is followed, or else of the last. */
  private static <T> @Nullable String traceparent(
      List<T> actions, Function<T, PendingAction> entry) {
    for (int i = actions.size() - 1; i >= 0; i--) {
      var traceparent = entry.apply(actions.get(i)).command().traceparent();
      if (Traceparent.isSampled(traceparent)) {
        return traceparent;
      }
    }
    return entry.apply(actions.getLast()).command().traceparent();
  }

  private static OutboxEvent event(
      EventType type,
      String id,
      String key,
      Map<String, Json> data,
      Instant at,
      @Nullable String traceparent) {
    var bytes = JsonText.bytes(new Json.Obj(data));
    return new OutboxEvent(type, id, key, null, null, bytes, at, traceparent);
  }

  private static String uuid() {
    return UUID.randomUUID().toString();
  }
}
