package dev.purereducer.commit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A sender whose order holds for refusals too: after an action of a workflow was refused or failed,
 * its later actions of that workflow fail as well, because they would overtake the first. Outcomes
 * reach a sender too late to hold back what it has already submitted, so the lane does it.
 */
public final class OrderedSender {
  /** The first action of a workflow that failed, by its place in the order of the sender. */
  private record FirstFailure(long sequence, RuntimeException failure) {}

  private final AtomicLong lastSequence = new AtomicLong();
  private final Map<String, FirstFailure> failures = new ConcurrentHashMap<>();

  long nextSequence() {
    return lastSequence.incrementAndGet();
  }

  void failed(String workflowKey, long sequence, RuntimeException failure) {
    failures.merge(
        workflowKey,
        new FirstFailure(sequence, failure),
        (a, b) -> a.sequence <= b.sequence ? a : b);
  }

  /** The failure of an action of the workflow before this one; null if there is none. */
  @Nullable
  RuntimeException failureBefore(String workflowKey, long sequence) {
    var first = failures.isEmpty() ? null : failures.get(workflowKey);
    return first == null || first.sequence >= sequence ? null : first.failure;
  }
}
