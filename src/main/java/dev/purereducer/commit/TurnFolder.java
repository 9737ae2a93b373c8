package dev.purereducer.commit;

import dev.purereducer.event.OutboxEvent;
import dev.purereducer.reduce.Reducers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Folds a turn and writes its events, shortening it until its event fits the broker. */
final class TurnFolder {
  private final Reducers reducers;
  private final FoldLimits limits;

  TurnFolder(Reducers reducers, FoldLimits limits) {
    this.reducers = reducers;
    this.limits = limits;
  }

  /** Leaves the result in the turn; actions that were too many go back to the head of the queue. */
  void fold(KeyQueue queue, Turn turn, Baseline from, Instant at) {
    long startNanos = System.nanoTime();
    foldWhatFits(queue, turn, from, at);
    queue.folded(System.nanoTime() - startNanos);
  }

  private void foldWhatFits(KeyQueue queue, Turn turn, Baseline from, Instant at) {
    while (true) {
      var result = TurnFold.fold(reducers, limits, from, turn.entries());
      if (result.verdicts().size() < turn.entries().size()) {
        queue.shorten(turn, result.verdicts().size());
      }
      if (result.troubled()) {
        queue.trouble();
      }
      var events = TurnEvents.committed(turn.workflowKey(), from, result, at);
      if (events.stream().allMatch(this::fits)) {
        turn.fold(folded(turn, from, result, events, at));
        return;
      }
      shrink(queue, turn);
    }
  }

  private void shrink(KeyQueue queue, Turn turn) {
    if (turn.entries().size() > 1) {
      queue.shorten(turn, turn.entries().size() / 2);
    } else {
      turn.entries().getFirst().refuse(Rejections.EVENT_TOO_LARGE);
      queue.trouble();
    }
  }

  private boolean fits(OutboxEvent event) {
    return event.data().length <= limits.maxEventBytes();
  }

  private static FoldedTurn folded(
      Turn turn, Baseline from, TurnFold.Result result, List<OutboxEvent> events, Instant at) {
    List<OutboxEvent> all = new ArrayList<>(turn.conflicts());
    all.addAll(events);
    return new FoldedTurn(
        turn.workflowKey(), from, result.next(), result.stateText(), result.verdicts(), all, at);
  }
}
