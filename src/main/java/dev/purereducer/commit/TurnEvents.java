package dev.purereducer.commit;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.commit.ActionFold.FoldedActions;
import dev.purereducer.commit.FoldedTurn.FoldResult.AcceptedAction;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.OutboxEvent.EventJson;
import dev.purereducer.event.OutboxEvent.EventJson.EventMembers;
import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.event.StateCommitted;
import dev.purereducer.event.StateCommitted.CommittedAction;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Reduction.Intent;
import dev.purereducer.trace.Traceparent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the outbox events of a turn: commit, intents, conflicts and give-up. */
final class TurnEvents {
  /** Actions named in a conflict or give-up event; its action count has no limit. */
  private static final int MAX_NAMED_ACTIONS = 100;

  private static final int EXPECTED_BYTES = 256;

  private TurnEvents() {}

  /** The commit event and an event per intent; empty if no action was accepted. */
  static List<OutboxEvent> committed(String key, Baseline from, FoldedActions folded, Instant at) {
    var stateText = folded.stateText();
    if (stateText == null) {
      return List.of();
    }
    var accepted = folded.results().stream()
        .filter(AcceptedAction.class::isInstance)
        .map(AcceptedAction.class::cast)
        .toList();
    var commit = new StateCommitted(
        key,
        folded.next().reducerName(),
        folded.next().reducerVersion(),
        from.version(),
        folded.next().version(),
        folded.next().schemaVersion(),
        stateText,
        accepted.stream().map(TurnEvents::committedAction).toList(),
        HexFormat.of().formatHex(folded.next().chain()),
        at);
    List<OutboxEvent> events = new ArrayList<>();
    events.add(stateCommitted(
        commit, traceparent(accepted.stream().map(AcceptedAction::action).toList())));
    for (var action : accepted) {
      addIntents(events, commit, action);
    }
    return events;
  }

  private static CommittedAction committedAction(AcceptedAction accepted) {
    var command = accepted.action().command();
    return new CommittedAction(
        accepted.version(), command.actionId(), command.correlationId(), command.type());
  }

  private static OutboxEvent stateCommitted(StateCommitted commit, @Nullable String traceparent) {
    return new OutboxEvent(
        EventType.STATE_COMMITTED,
        commit.eventId(),
        commit.workflowKey(),
        commit.previousVersion(),
        commit.version(),
        commit.bytes(),
        commit.committedAt(),
        traceparent);
  }

  private static void addIntents(
      List<OutboxEvent> events, StateCommitted commit, AcceptedAction accepted) {
    for (int index = 0; index < accepted.intents().size(); index++) {
      events.add(intent(commit, accepted, index));
    }
  }

  private static OutboxEvent intent(StateCommitted commit, AcceptedAction accepted, int index) {
    var command = accepted.action().command();
    Intent intent = accepted.intents().get(index);
    var data = EventJson.bytes(EXPECTED_BYTES, json -> {
      json.writeStringField("workflow_key", commit.workflowKey());
      json.writeStringField("reducer", commit.reducer());
      json.writeNumberField("version", accepted.version());
      json.writeNumberField("index", index);
      writeAction(json, command);
      json.writeStringField("type", intent.type());
      json.writeFieldName("payload");
      JsonText.write(json, intent.payload());
      json.writeStringField("committed_at", commit.committedAt().toString());
    });
    return new OutboxEvent(
        EventType.INTENT,
        commit.workflowKey() + "@" + accepted.version() + "#" + index,
        commit.workflowKey(),
        null,
        null,
        data,
        commit.committedAt(),
        command.traceparent());
  }

  /** One conflict: the version that the turn was folded from, and the one that was found. */
  static OutboxEvent conflict(Turn turn, long expected, long found, Instant at) {
    return event(EventType.STATE_CONFLICT, turn, at, json -> {
      json.writeNumberField("expected_version", expected);
      json.writeNumberField("version", found);
      json.writeNumberField("attempt", turn.attempt());
    });
  }

  static OutboxEvent gaveUp(Turn turn, long version, int attempts, Instant at) {
    return event(EventType.REDUCER_GAVE_UP, turn, at, json -> {
      json.writeNumberField("version", version);
      json.writeNumberField("attempts", attempts);
    });
  }

  private static OutboxEvent event(EventType type, Turn turn, Instant at, EventMembers members) {
    var data = EventJson.bytes(EXPECTED_BYTES, json -> {
      json.writeStringField("workflow_key", turn.workflowKey());
      members.writeTo(json);
      json.writeNumberField("action_count", turn.actions().size());
      json.writeArrayFieldStart("actions");
      for (var action : turn.actions().stream().limit(MAX_NAMED_ACTIONS).toList()) {
        json.writeStartObject();
        writeAction(json, action.command());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("at", at.toString());
    });
    var id = UUID.randomUUID().toString();
    return new OutboxEvent(
        type, id, turn.workflowKey(), null, null, data, at, traceparent(turn.actions()));
  }

  private static void writeAction(JsonGenerator json, ActionCommand command) throws IOException {
    json.writeStringField("action_id", command.actionId());
    EventJson.writeOptional(json, "correlation_id", command.correlationId());
  }

  /** An event has one trace context: that of the last sampled action, or else of the last. */
  private static @Nullable String traceparent(List<PendingAction> actions) {
    for (var action : actions.reversed()) {
      var traceparent = action.command().traceparent();
      if (Traceparent.isSampled(traceparent)) {
        return traceparent;
      }
    }
    return actions.getLast().command().traceparent();
  }
}
