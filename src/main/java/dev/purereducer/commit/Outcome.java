package dev.purereducer.commit;

import dev.purereducer.reduce.Rejection;
import org.jspecify.annotations.Nullable;

/** What became of an action. Overload and outages are not outcomes: they throw. */
public sealed interface Outcome {
  /** What the first sending of an action came to: recorded, and repeated to duplicates. */
  sealed interface Settled extends Outcome {
    long version();
  }

  /**
   * Durable. {@code version} is the action's own.
   *
   * @param attempts how many tries it took, 1 when no race was lost
   * @param stateText the state right after this action as JSON, when the caller wanted it
   */
  record Committed(long version, int attempts, @Nullable String stateText) implements Settled {}

  /** Refused by the reducer or by a rule of the service, at {@code version}; nothing changed. */
  record Rejected(long version, Rejection reason) implements Settled {}

  /** The same action was settled before: this is what it came to then. */
  record Duplicate(Settled first) implements Outcome {}

  /** It demanded what no longer holds; {@code version} is the current one. Nothing was recorded. */
  record PreconditionFailed(long version, Precondition failed) implements Outcome {}

  /** Every attempt lost its race; {@code version} is the current one as far as known. */
  record GaveUp(long version, int attempts) implements Outcome {}

  /** What an action can demand of a workflow. */
  enum Precondition {
    VERSION,
    EPOCH,
    LEASE
  }
}
