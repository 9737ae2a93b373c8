package dev.purereducer.projection;

import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.event.RecordPosition;
import dev.purereducer.event.StateCommitted;
import dev.purereducer.event.StateCommitted.CommittedAction;
import dev.purereducer.projection.Projector.ConsumedEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Events as published by the relay. */
final class Events {
  private Events() {}

  /** An event of a counter whose value is ten times its version. */
  static StateCommitted counter(String key, long version) {
    return event(key, version, "counter", "{\"value\":" + 10 * version + "}");
  }

  static StateCommitted withMood(String key, long version, String mood) {
    return event(key, version, RefusingReducer.NAME, "{\"mood\":\"" + mood + "\"}");
  }

  /** Version 1 of a counter, committed at that time. */
  static StateCommitted committedAt(String key, Instant time) {
    return event(key, 1, "counter", "{\"value\":10}", time);
  }

  static StateCommitted event(String key, long version, String reducer, String state) {
    return event(key, version, reducer, state, Instant.now().truncatedTo(ChronoUnit.MICROS));
  }

  private static StateCommitted event(
      String key, long version, String reducer, String state, Instant committedAt) {
    return new StateCommitted(
        key,
        reducer,
        1,
        version - 1,
        version,
        1,
        state,
        List.of(new CommittedAction(version, "a" + version, "c" + version, "Add")),
        "00",
        committedAt);
  }

  static ConsumedEvent consumed(StateCommitted event, String topic, long offset) {
    return new ConsumedEvent(
        new RecordPosition(topic, 0, offset),
        event.workflowKey(),
        event.version(),
        EventType.STATE_COMMITTED.cloudEventType(),
        event.bytes());
  }
}
