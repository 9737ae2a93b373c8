package dev.purereducer.commit;

import dev.purereducer.event.HashChain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reduction.Rejection;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A queued action with its deadline and its waiting caller. */
final class PendingAction {
  /** Memory of a queued action without its payload. */
  private static final int OVERHEAD_BYTES = 512;

  static final long NO_DEADLINE = Long.MAX_VALUE;

  private final ActionCommand command;
  private final byte[] payloadHash;
  private final long deadlineNanos;
  private final UniEmitter<? super Outcome> caller;
  private @Nullable String historyText;
  private @Nullable Rejection rejection;

  /** {@code deadlineNanos} is a value of {@link System#nanoTime}, or {@link #NO_DEADLINE}. */
  PendingAction(ActionCommand command, long deadlineNanos, UniEmitter<? super Outcome> caller) {
    this.command = command;
    this.payloadHash = HashChain.payloadHash(command.payload());
    this.deadlineNanos = deadlineNanos;
    this.caller = caller;
  }

  ActionCommand command() {
    return command;
  }

  String actionId() {
    return command.actionId();
  }

  byte[] payloadHash() {
    return payloadHash;
  }

  int bytes() {
    return OVERHEAD_BYTES + command.payloadBytes();
  }

  boolean hasNoDeadline() {
    return deadlineNanos == NO_DEADLINE;
  }

  boolean isExpired(long nowNanos) {
    return !hasNoDeadline() && nowNanos - deadlineNanos > 0;
  }

  /** The rejection of an action that cannot be stored; its reducer is not called. */
  @Nullable
  Rejection rejection() {
    return rejection;
  }

  void reject(Rejection reason) {
    rejection = reason;
  }

  void complete(Outcome outcome) {
    caller.complete(outcome);
  }

  void fail(RuntimeException failure) {
    caller.fail(failure);
  }

  /** The action as the history keeps it: everything that a replay needs, and its metadata. */
  String historyText() {
    var text = historyText;
    if (text == null) {
      text = JsonText.text(historyJson());
      historyText = text;
    }
    return text;
  }

  /** The action as a dead letter keeps it: with its precondition, so that it can be redriven. */
  String deadLetterText() {
    var expected = command.expectedVersion();
    return expected == null
        ? historyText()
        : JsonText.text(historyJson().with("expected_version", Json.of(expected)));
  }

  private Json.Obj historyJson() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("reducer", Json.of(command.reducer()));
    members.put("received_at", Json.of(command.receivedAt().toString()));
    putText(members, "type", command.type());
    putText(members, "correlation_id", command.correlationId());
    if (command.epoch() != null) {
      members.put("epoch", Json.of(command.epoch()));
    }
    putText(members, "lease_id", command.leaseId());
    members.put("payload", command.payload());
    return new Json.Obj(members);
  }

  private static void putText(Map<String, Json> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, Json.of(value));
    }
  }
}
