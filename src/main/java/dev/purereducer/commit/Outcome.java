package dev.purereducer.commit;

import dev.purereducer.reduce.Reduction.Rejection;
import org.jspecify.annotations.Nullable;

/** The outcome of an action. Overload and outages are not outcomes, but exceptions. */
public sealed interface Outcome {
  /** A final outcome. It is stored and returned again for duplicates. */
  sealed interface Settled extends Outcome {
    long version();
  }

  /**
   * The action is durable and led to {@code version}.
   *
   * @param attempts the number of attempts, 1 without a conflict
   * @param stateText the state right after this action as JSON, if the caller wants it
   */
  record Committed(long version, int attempts, @Nullable String stateText) implements Settled {}

  /** The reducer or the service refused the action at {@code version}; the state is unchanged. */
  record Rejected(long version, Rejection reason) implements Settled {}

  /** The action was sent before; {@code first} is its recorded outcome. */
  record Duplicate(Settled first) implements Outcome {}

  /** A precondition does not hold at {@code version}, the current one; nothing is recorded. */
  record PreconditionFailed(long version, Precondition failed) implements Outcome {}

  /** Every attempt ended in a conflict; {@code version} is the newest known one. */
  record GaveUp(long version, int attempts) implements Outcome {}

  /** The kinds of precondition: expected version, fencing epoch, holder of the epoch. */
  enum Precondition {
    VERSION,
    EPOCH,
    LEASE
  }
}
