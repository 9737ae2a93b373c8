package dev.purereducer.commit;

import dev.purereducer.event.Chain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Rejection;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An action in a lane, and the caller who waits for its outcome. */
final class Entry {
  /** What an entry costs in memory besides its payload. */
  private static final int ENTRY_BYTES = 512;

  static final long NO_DEADLINE = Long.MAX_VALUE;

  private final Submission submission;
  private final byte[] payloadHash;
  private final long deadlineNanos;
  private final UniEmitter<? super Outcome> caller;
  private @Nullable String historyText;
  private @Nullable Rejection refusal;

  /** {@code deadlineNanos} in terms of System.nanoTime, or {@link #NO_DEADLINE}. */
  Entry(Submission submission, long deadlineNanos, UniEmitter<? super Outcome> caller) {
    this.submission = submission;
    this.payloadHash = Chain.payloadHash(submission.payload());
    this.deadlineNanos = deadlineNanos;
    this.caller = caller;
  }

  Submission submission() {
    return submission;
  }

  String actionId() {
    return submission.actionId();
  }

  byte[] payloadHash() {
    return payloadHash;
  }

  int bytes() {
    return ENTRY_BYTES + submission.payloadBytes();
  }

  boolean isPatient() {
    return deadlineNanos == NO_DEADLINE;
  }

  boolean isExpired(long nowNanos) {
    return !isPatient() && nowNanos - deadlineNanos > 0;
  }

  /** Set when it has turned out that this action cannot be stored, whatever its reducer says. */
  @Nullable
  Rejection refusal() {
    return refusal;
  }

  void refuse(Rejection why) {
    refusal = why;
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
  String letterText() {
    var expected = submission.expectedVersion();
    return expected == null
        ? historyText()
        : JsonText.text(historyJson().with("expected_version", Json.of(expected)));
  }

  private Json.Obj historyJson() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("reducer", Json.of(submission.reducer()));
    members.put("received_at", Json.of(submission.receivedAt().toString()));
    putText(members, "type", submission.type());
    putText(members, "correlation_id", submission.correlationId());
    if (submission.epoch() != null) {
      members.put("epoch", Json.of(submission.epoch()));
    }
    putText(members, "lease_id", submission.leaseId());
    members.put("payload", submission.payload());
    return new Json.Obj(members);
  }

  private static void putText(Map<String, Json> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, Json.of(value));
    }
  }
}
