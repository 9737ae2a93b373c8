package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnEventsTest {
  private static final String FOLLOWED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String UNFOLLOWED =
      "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  @Test
  void event_goesOnFromTheLastActionThatIsFollowed() {
    assertEquals(FOLLOWED, traceparent(null, FOLLOWED, UNFOLLOWED, null));
  }

  @Test
  void eventOfUnfollowedActions_goesOnFromTheLast() {
    assertEquals(UNFOLLOWED, traceparent(null, UNFOLLOWED));
    assertNull(traceparent(UNFOLLOWED, null));
  }

  private static String traceparent(String... actions) {
    var entries = Stream.of(actions)
        .map(it -> new PendingAction(
            ActionCommandBuilder.add("k", 1).withTraceparent(it), PendingAction.NO_DEADLINE, null))
        .toList();
    return TurnEvents.conflict(new Turn("k", entries), 1, 2, Instant.EPOCH).traceparent();
  }
}
