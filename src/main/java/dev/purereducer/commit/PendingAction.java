package dev.purereducer.commit;

import dev.purereducer.event.HashChain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Rejection;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An action in a lane, and the caller who waits for its outcome. */
final class PendingAction {
  /** What an entry costs in memory besides its payload. */
  private static final int ENTRY_BYTES = 512;

  static final long NO_DEADLINE = Long.MAX_VALUE;

  private final ActionCommand command;
  private final byte[] payloadHash;
  private final long deadlineNanos;
  private final UniEmitter<? super Outcome> caller;
  private @Nullable String historyText;
  private @Nullable Rejection rejection;

  /** {@code deadlineNanos} in terms of System.nanoTime, or {@link #NO_DEADLINE}. */
  PendingAction(ActionCommand submission, long deadlineNanos, UniEmitter<? super Outcome> caller) {
    this.command = submission;
    this.payloadHash = HashChain.payloadHash(submission.payload());
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
    return ENTRY_BYTES + command.payloadBytes();
  }

  boolean hasNoDeadline() {
    return deadlineNanos == NO_DEADLINE;
  }

  boolean isExpired(long nowNanos) {
    return !hasNoDeadline() && nowNanos - deadlineNanos > 0;
  }

  /** Set when it has turned out that this action cannot be stored, whatever its reducer says. */
  @Nullable
  Rejection rejection() {
    return rejection;
  }

  void reject(Rejection why) {
    rejection = why;
  }

  void complete(Outcome outcome) {
    caller.complete(outcome);
  }

  void fail(RuntimeException failure) {
    caller.fail(failure);
  }

  /** The action as the history keeps it: all that a replay needs, and who sent it. */
  String historyText() {
    var text = historyText;
    if (text == null) {
      text = JsonText.text(historyJson());
      historyText = text;
    }
    return text;
  }

  /** The same with what it demands, so that it can be sent again as it was. */
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
