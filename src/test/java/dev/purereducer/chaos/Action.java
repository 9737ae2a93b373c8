package dev.purereducer.chaos;

import org.jspecify.annotations.Nullable;

/** An action of a client, for REST or Kafka. */
record Action(
    String workflowKey, String id, Change change, @Nullable Long expectedVersion) {
  String json() {
    return "{\"workflow_key\":\"%s\",\"action_id\":\"%s\",\"reducer\":\"%s\",\"payload\":%s}"
        .formatted(workflowKey, id, change.reducer(), change.payload());
  }

  /** The effect of an action on the number in its workflow's state. */
  sealed interface Change {
    /** The intent {@code reached} is published when the value rises to {@code notifyAt} or above. */
    record Add(long amount, @Nullable Long notifyAt) implements Change {
      Add(long amount) {
        this(amount, null);
      }

      @Override
      public long to(long value) {
        return value + amount;
      }

      @Override
      public String payload() {
        return notifyAt == null
            ? "{\"add\":" + amount + "}"
            : "{\"add\":" + amount + ",\"notify_at\":" + notifyAt + "}";
      }
    }

    /** Like {@link Add}, with an intent when the value rises. */
    record Assign(long value) implements Change {
      @Override
      public long to(long before) {
        return value;
      }

      @Override
      public Long notifyAt() {
        return value;
      }

      @Override
      public String payload() {
        return "{\"notify_at\":" + value + ",\"set\":" + value + "}";
      }
    }

    /** A merge patch of a document with one member. */
    record Patch(long value) implements Change {
      @Override
      public long to(long before) {
        return value;
      }

      @Override
      public String reducer() {
        return "document";
      }

      @Override
      public String payload() {
        return "{\"value\":" + value + "}";
      }
    }

    /** An action that its reducer rejects; it never has an effect. */
    record Rejected() implements Change {
      static final String REASON = "bad-payload";

      @Override
      public long to(long value) {
        return value;
      }

      @Override
      public String payload() {
        return "{\"add\":1,\"set\":1}";
      }
    }

    /** The value after this change. */
    long to(long value);

    /** The action's payload as canonical JSON. */
    String payload();

    default String reducer() {
      return "counter";
    }

    default @Nullable Long notifyAt() {
      return null;
    }

    /** Whether the change has an intent. */
    default boolean isNotified(long before) {
      var limit = notifyAt();
      return limit != null && before < limit && limit <= to(before);
    }
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
