package dev.purereducer.commit;

import dev.purereducer.event.OutboxEvent;
import dev.purereducer.reduce.Reducers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Folds a turn and writes its events, shortening it until its event fits the broker. */
final class TurnPlanner {
  private final Reducers reducers;
  private final FoldLimits limits;

  TurnPlanner(Reducers reducers, FoldLimits limits) {
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
      var result = ActionFold.fold(reducers, limits, from, turn.entries());
      if (result.results().size() < turn.entries().size()) {
        queue.returnTail(turn, result.results().size());
      }
      if (result.hadFailure()) {
        queue.penalise();
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
      queue.returnTail(turn, turn.entries().size() / 2);
    } else {
      turn.entries().getFirst().reject(Rejections.EVENT_TOO_LARGE);
      queue.penalise();
    }
  }

  private boolean fits(OutboxEvent event) {
    return event.data().length <= limits.maxEventBytes();
  }

  private static FoldedTurn folded(
      Turn turn,
      Baseline from,
      ActionFold.FoldedActions result,
      List<OutboxEvent> events,
      Instant at) {
    List<OutboxEvent> all = new ArrayList<>(turn.conflicts());
    all.addAll(events);
    return new FoldedTurn(
        turn.workflowKey(), from, result.next(), result.stateText(), result.results(), all, at);
  }
}
