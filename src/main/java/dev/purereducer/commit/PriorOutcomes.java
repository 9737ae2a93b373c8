package dev.purereducer.commit;

import dev.purereducer.commit.CanonicalStore.CommitResult.PriorOutcome;
import dev.purereducer.commit.FoldedTurn.FoldResult;
import dev.purereducer.commit.Outcome.Committed;
import dev.purereducer.commit.Outcome.Duplicate;
import dev.purereducer.commit.Outcome.Rejected;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Outcomes of a turn's actions whose ids the database has already recorded. */
final class PriorOutcomes {
  private PriorOutcomes() {}

  /** The outcome of each action of the turn that was committed or rejected before. */
  static Map<PendingAction, Outcome> of(Turn turn, List<PriorOutcome> recorded) {
    if (recorded.isEmpty()) {
      return Map.of();
    }
    Map<String, PriorOutcome> byId = new HashMap<>();
    recorded.forEach(prior -> byId.put(prior.actionId(), prior));
    var unresolved = unresolvedResults(turn);
    Map<PendingAction, Outcome> outcomes = new HashMap<>();
    for (var action : turn.actions()) {
      var prior = byId.get(action.actionId());
      if (prior != null) {
        outcomes.put(action, outcome(action, prior, unresolved.get(action)));
      }
    }
    return outcomes;
  }

  /** {@code unresolved} is the action's result in an attempt whose response was lost. */
  private static Outcome outcome(
      PendingAction action, PriorOutcome prior, @Nullable FoldResult unresolved) {
    if (!Arrays.equals(action.actionHash(), prior.actionHash())) {
      return new Rejected(prior.settled().version(), Rejections.ID_REUSED);
    }
    return unresolved instanceof FoldResult.AcceptedAction accepted
            && accepted.version() == prior.settled().version()
        ? new Committed(accepted.version(), 1, accepted.stateText())
        : new Duplicate(prior.settled());
  }

  private static Map<PendingAction, FoldResult> unresolvedResults(Turn turn) {
    Map<PendingAction, FoldResult> results = new HashMap<>();
    var unresolved = turn.unresolvedAttempt();
    if (unresolved != null) {
      unresolved.results().forEach(result -> results.put(result.action(), result));
    }
    return results;
  }
}
