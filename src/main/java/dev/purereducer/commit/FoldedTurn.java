package dev.purereducer.commit;

import dev.purereducer.event.OutboxEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A turn after its fold, ready to be committed.
 *
 * @param next the workflow after the turn; equals {@code from} if no action was accepted
 * @param stateText the state of {@code next} as JSON; null if no action was accepted
 * @param results one per action, in order
 * @param events rows for the outbox, in order
 */
record FoldedTurn(
    String workflowKey,
    Baseline from,
    Baseline next,
    @Nullable String stateText,
    List<FoldResult> results,
    List<OutboxEvent> events,
    Instant at) {

  /** The approximate size of the turn in a statement. */
  long bytes() {
    long bytes = stateText == null ? 0 : stateText.length();
    for (var event : events) {
      bytes += event.data().length;
    }
    for (var result : results) {
      bytes += result.action().bytes();
    }
    return bytes;
  }

  boolean changesState() {
    return next.version() > from.version();
  }
}
