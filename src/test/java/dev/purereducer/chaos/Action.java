package dev.purereducer.chaos;

import org.jspecify.annotations.Nullable;

/** An action of a client, for REST or Kafka. */
record Action(
    String workflowKey, String id, Change change, @Nullable Long expectedVersion) {
  String json() {
    return "{\"workflow_key\":\"%s\",\"action_id\":\"%s\",\"reducer\":\"counter\",\"payload\":%s}"
        .formatted(workflowKey, id, change.payload());
  }

  /** The effect of an action on its counter. */
  sealed interface Change {
    record Add(long amount) implements Change {
      @Override
      public long to(long value) {
        return value + amount;
      }

      @Override
      public String payload() {
        return "{\"add\":" + amount + "}";
      }
    }

    record Assign(long value) implements Change {
      @Override
      public long to(long before) {
        return value;
      }

      @Override
      public String payload() {
        return "{\"set\":" + value + "}";
      }
    }

    /** The value after this change. */
    long to(long value);

    /** The action's payload as canonical JSON. */
    String payload();
  }

  /** Final knowledge of a client about its action. */
  sealed interface KnownOutcome {
    /** The action is durable with this version. */
    record Committed(long version) implements KnownOutcome {}

    /** The broker has acknowledged the action. */
    record Accepted() implements KnownOutcome {}

    /** The action expected a version other than {@code current} and has no effect. */
    record PreconditionFailed(long current) implements KnownOutcome {}

    /** No attempt got an outcome: the action may have been committed, or may be later. */
    record Unknown() implements KnownOutcome {}
  }
}
