package dev.purereducer.commit;

import dev.purereducer.event.OutboxEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Ends a turn that lost every race: loudly, with nothing of it committed. */
final class RetriesExhausted {
  private static final Logger LOG = Logger.getLogger(RetriesExhausted.class);
  private static final Duration MIN_WAIT = Duration.ofMillis(50);
  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  private final Lane lane;
  private final CommitResultHandler settlement;
  private final LaneDependencies parts;

  RetriesExhausted(Lane lane, CommitResultHandler settlement, LaneDependencies parts) {
    this.lane = lane;
    this.settlement = settlement;
    this.parts = parts;
  }

  /** Callers are told once it is on record. */
  void giveUp(Lane.InFlightTurn sent) {
    var turn = sent.turn();
    settlement.failExpired(sent.queue());
    if (turn.entries().isEmpty()) {
      settlement.end(sent);
      return;
    }
    long version = settlement.baseline(turn).version();
    // Attempts start at 1, and the try that was lost last has been counted already.
    int attempts = turn.attempt() - 1;
    LOG.warnf(
        "workflow_key=%s version=%d attempt=%d gave up", turn.workflowKey(), version, attempts);
    lane.store()
        .giveUp(record(turn, version, attempts))
        .onFailure()
        .retry()
        .withBackOff(MIN_WAIT, MAX_WAIT)
        .expireIn(parts.config().maxWait().toMillis())
        .subscribe()
        .with(
            _ -> lane.onLane(() -> recorded(sent, version, attempts)),
            failure -> lane.onLane(() -> unrecorded(sent, failure)));
  }

  private void recorded(Lane.InFlightTurn sent, long version, int attempts) {
    var entries = sent.turn().entries();
    parts.meters().gaveUp(entries.size(), attempts);
    lane.notifyRelay();
    entries.forEach(entry -> settlement.complete(entry, new Outcome.GaveUp(version, attempts)));
    settlement.end(sent);
  }

  /** Who waits no longer than the bound has waited that long; the others wait on. */
  private void unrecorded(Lane.InFlightTurn sent, Throwable failure) {
    LOG.errorf("workflow_key=%s gave up unrecorded: %s", sent.turn().workflowKey(), failure);
    giveUp(sent);
  }

  private static ExhaustedTurn record(Turn turn, long version, int attempts) {
    var at = Instant.now().truncatedTo(ChronoUnit.MICROS);
    List<OutboxEvent> events = new ArrayList<>(turn.conflicts());
    events.add(TurnEvents.gaveUp(turn, version, attempts, at));
    return new ExhaustedTurn(turn.workflowKey(), attempts, List.copyOf(turn.entries()), events, at);
  }
}
