package dev.purereducer.event;

/** Types of event, with their names in the outbox and as CloudEvents. */
public enum EventType {
  STATE_COMMITTED("state-committed", "dev.purereducer.StateCommitted"),
  STATE_CONFLICT("state-conflict", "dev.purereducer.StateConflict"),
  INTENT("intent", "dev.purereducer.Intent"),
  REDUCER_GAVE_UP("reducer-gave-up", "dev.purereducer.ReducerGaveUp");

  private final String outboxName;
  private final String cloudEventType;

  EventType(String outboxName, String cloudEventType) {
    this.outboxName = outboxName;
    this.cloudEventType = cloudEventType;
  }

  /** The value of {@code outbox.event_type}. */
  public String outboxName() {
    return outboxName;
  }

  public String cloudEventType() {
    return cloudEventType;
  }

  public static EventType ofOutboxName(String name) {
    for (var type : values()) {
      if (type.outboxName.equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown event type: " + name);
  }
}
