package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnEventsTest {
  private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final String UNSAMPLED = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  @Test
  void traceparent_isThatOfTheLastSampledAction() {
    assertEquals(SAMPLED, traceparent(null, SAMPLED, UNSAMPLED, null));
  }

  @Test
  void traceparent_withoutASampledAction_isThatOfTheLastAction() {
    assertEquals(UNSAMPLED, traceparent(null, UNSAMPLED));
    assertNull(traceparent(UNSAMPLED, null));
  }

  private static String traceparent(String... actions) {
    var pending = Stream.of(actions)
        .map(it -> new PendingAction(
            ActionCommandBuilder.add("k", 1).withTraceparent(it),
            PendingAction.NO_DEADLINE,
            null,
            null))
        .toList();
    return TurnEvents.conflict(new Turn("k", pending), 1, 2, Instant.EPOCH).traceparent();
  }
}
