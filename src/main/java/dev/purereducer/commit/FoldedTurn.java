package dev.purereducer.commit;

import dev.purereducer.event.OutboxEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A turn of one key after its fold, ready to be committed.
 *
 * @param next what the workflow is to be; the same object as {@code from} when no action was taken
 * @param stateText the state of {@code next} as JSON; null when no action was taken
 * @param verdicts one an action, in order
 * @param events what goes to the outbox with it, in order
 */
record FoldedTurn(
    String workflowKey,
    Baseline from,
    Baseline next,
    @Nullable String stateText,
    List<FoldResult> results,
    List<OutboxEvent> events,
    Instant at) {

  /** About how much it adds to a statement. */
  long bytes() {
    long bytes = stateText == null ? 0 : stateText.length();
    for (var event : events) {
      bytes += event.data().length;
    }
    for (var verdict : results) {
      bytes += verdict.entry().bytes();
    }
    return bytes;
  }

  boolean changesState() {
    return next.version() > from.version();
  }
}
