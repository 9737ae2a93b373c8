package dev.purereducer.commit;

import dev.purereducer.commit.ActionFold.FoldDependencies;
import dev.purereducer.commit.ActionFold.FoldedActions;
import dev.purereducer.event.OutboxEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Folds a turn and makes its events; shortens the turn until each event fits the broker. */
final class TurnPlanner {
  private final FoldDependencies shared;

  TurnPlanner(FoldDependencies shared) {
    this.shared = shared;
  }

  /** Sets the turn's fold; actions beyond the bounds of a turn return to the head of the queue. */
  void fold(KeyQueue queue, Turn turn, Baseline from, Instant at) {
    long startNanos = System.nanoTime();
    try {
      foldWhatFits(queue, turn, from, at);
    } finally {
      shared.call().end();
    }
    queue.addFoldNanos(System.nanoTime() - startNanos);
  }

  private void foldWhatFits(KeyQueue queue, Turn turn, Baseline from, Instant at) {
    while (true) {
      var folded = ActionFold.fold(shared, from, turn.actions());
      if (folded.results().size() < turn.actions().size()) {
        queue.returnTail(turn, folded.results().size());
      }
      if (folded.hadFailure()) {
        queue.penalise();
      }
      var events = TurnEvents.committed(turn.workflowKey(), from, folded, at);
      if (events.stream().allMatch(this::fits)) {
        turn.fold(foldedTurn(turn, from, folded, events, at));
        return;
      }
      shrink(queue, turn);
    }
  }

  private void shrink(KeyQueue queue, Turn turn) {
    if (turn.actions().size() > 1) {
      queue.returnTail(turn, turn.actions().size() / 2);
    } else {
      turn.actions().getFirst().reject(Rejections.EVENT_TOO_LARGE);
      queue.penalise();
    }
  }

  private boolean fits(OutboxEvent event) {
    return event.data().length <= shared.limits().maxEventBytes();
  }

  private static FoldedTurn foldedTurn(
      Turn turn, Baseline from, FoldedActions folded, List<OutboxEvent> committed, Instant at) {
    List<OutboxEvent> events = new ArrayList<>(turn.conflicts());
    events.addAll(committed);
    return new FoldedTurn(
        turn.workflowKey(), from, folded.next(), folded.stateText(), folded.results(), events, at);
  }
}
