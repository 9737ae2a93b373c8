package dev.purereducer.action;

import dev.purereducer.history.Replay;
import dev.purereducer.http.Permits;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/**
 * States for the replies to repeated actions, computed from the history; a limited number at a time.
 */
@ApplicationScoped
class ReplayedStates {
  private static final Logger LOG = Logger.getLogger(ReplayedStates.class);

  private final Replay replay;
  private final Permits replays;

  ReplayedStates(Replay replay, ActionConfig config) {
    this.replay = replay;
    this.replays = new Permits("replays", config.maxReplays());
  }

  /**
   * The reply with the state after its action. It stays without a state if there is no permit, or the
   * state cannot be computed any more: the action is committed in any case.
   */
  Uni<ActionReply> addTo(ActionReply reply) {
    if (!(reply instanceof ActionReply.CommittedReply committed)
        || committed.outcome().stateText() != null) {
      return Uni.createFrom().item(reply);
    }
    return replays
        .withPermit(
            () -> replay.stateAt(committed.workflowKey(), committed.outcome().version()))
        .map(found ->
            found.<ActionReply>map(at -> committed.withState(at.stateText())).orElse(reply))
        .onFailure()
        .invoke(failure ->
            LOG.debugf(failure, "reply without its state workflow_key=%s", committed.workflowKey()))
        .onFailure()
        .recoverWithItem(reply);
  }
}
