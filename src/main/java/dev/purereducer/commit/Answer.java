package dev.purereducer.commit;

import dev.purereducer.commit.Outcome.Settled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store says of one turn. */
sealed interface Answer {
  /** Committed as folded. */
  record Won() implements Answer {
    static final Won WON = new Won();
  }

  /**
   * Not committed.
   *
   * @param current the newest row of the workflow; null when there is none that can be seen yet
   * @param seen the turn's actions that were settled before
   */
  record Lost(@Nullable StoredState current, List<Seen> seen) implements Answer {}

  /** An action id that is taken, and what it came to. */
  record Seen(String actionId, byte[] payloadHash, Settled settled) {}
}
