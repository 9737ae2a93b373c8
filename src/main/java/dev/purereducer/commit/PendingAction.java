package dev.purereducer.commit;

import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.event.HashChain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reduction.Rejection;
import dev.purereducer.runtime.FailureText;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A queued action with its deadline and its waiting caller. */
final class PendingAction {
  private static final Logger LOG = Logger.getLogger(PendingAction.class);

  /** Memory of a queued action without its payload. */
  private static final int OVERHEAD_BYTES = 512;

  static final long NO_DEADLINE = Long.MAX_VALUE;

  private final ActionCommand command;
  private final byte[] actionHash;
  private final long deadlineNanos;
  private final UniEmitter<? super Outcome> caller;
  private final @Nullable OrderedSender sender;
  private final long sequence;
  private @Nullable String text;
  private @Nullable Rejection rejection;
  private boolean settled;
  private long postponedSinceNanos;

  /**
   * {@code deadlineNanos} is a value of {@link System#nanoTime}, or {@link #NO_DEADLINE}; {@code
   * sender} is null for a caller whose actions are independent of each other.
   */
  PendingAction(
      ActionCommand command,
      long deadlineNanos,
      UniEmitter<? super Outcome> caller,
      @Nullable OrderedSender sender) {
    this.sender = sender;
    this.sequence = sender == null ? 0 : sender.nextSequence();
    this.command = command;
    this.actionHash = HashChain.actionHash(
        command.reducer(), command.type(), expectedVersion(command), command.payload());
    this.deadlineNanos = deadlineNanos;
    this.caller = caller;
  }

  ActionCommand command() {
    return command;
  }

  String actionId() {
    return command.actionId();
  }

  byte[] actionHash() {
    return actionHash;
  }

  int bytes() {
    return OVERHEAD_BYTES + command.payloadBytes();
  }

  /** A value of {@link System#nanoTime}, or {@link #NO_DEADLINE}. */
  long deadlineNanos() {
    return deadlineNanos;
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

  /** Whether the action, without a deadline, may wait on for an instance that can commit it. */
  boolean canBePostponed(Duration maxWait) {
    long now = System.nanoTime();
    if (postponedSinceNanos == 0) {
      postponedSinceNanos = now;
    }
    return hasNoDeadline() && now - postponedSinceNanos < maxWait.toNanos();
  }

  /** Whether the caller has its outcome or failure. */
  boolean isSettled() {
    return settled;
  }

  /** Later outcomes are ignored. What the caller does with the outcome cannot fail the lane. */
  void complete(Outcome outcome) {
    settle(() -> caller.complete(outcome));
  }

  boolean hasSender() {
    return sender != null;
  }

  /** Whether an earlier action of the sender and of this workflow failed. */
  boolean isHeldBack() {
    return earlierFailure() != null;
  }

  private @Nullable RuntimeException earlierFailure() {
    return sender == null ? null : sender.failureBefore(command.workflowKey(), sequence);
  }

  /** Fails as the earlier action of the sender did. */
  void failAsEarlier() {
    var earlier = earlierFailure();
    if (earlier != null) {
      fail(earlier);
    }
  }

  /** As {@link #complete}; later actions of the sender are held back. */
  void fail(RuntimeException failure) {
    if (sender != null) {
      sender.failed(command.workflowKey(), sequence, failure);
    }
    settle(() -> caller.fail(failure));
  }

  /**
   * Answers a caller with a deadline, although the reducer has not returned. From any thread: the
   * lane may still settle the action, which its caller then ignores.
   */
  void reducerTimedOut() {
    if (!hasNoDeadline()) {
      caller.fail(new StoreUnavailableException("the reducer has not returned"));
    }
  }

  private void settle(Runnable emission) {
    if (settled) {
      return;
    }
    settled = true;
    try {
      emission.run();
    } catch (Throwable e) {
      LOG.warnf(
          "workflow_key=%s action_id=%s caller failed on its outcome: %s",
          command.workflowKey(), actionId(), FailureText.of(e));
    }
  }

  /** The action as history and dead letters keep it: all that a replay or redrive needs. */
  String text() {
    var written = text;
    if (written == null) {
      written = JsonText.text(json());
      text = written;
    }
    return written;
  }

  private Json.Obj json() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("reducer", Json.of(command.reducer()));
    members.put("received_at", Json.of(command.receivedAt().toString()));
    members.put("origin", Json.of(command.origin().entrance().code()));
    putText(members, "caller", command.origin().caller());
    putText(members, "type", command.type());
    putText(members, "correlation_id", command.correlationId());
    var expected = expectedVersion(command);
    if (expected != null) {
      members.put("expected_version", expected);
    }
    if (command.epoch() != null) {
      members.put("epoch", Json.of(command.epoch()));
    }
    putText(members, "lease_id", command.leaseId());
    members.put("payload", command.payload());
    return new Json.Obj(members);
  }

  private static @Nullable Json expectedVersion(ActionCommand command) {
    var expected = command.expectedVersion();
    return expected == null ? null : expected.json();
  }

  private static void putText(Map<String, Json> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, Json.of(value));
    }
  }
}
