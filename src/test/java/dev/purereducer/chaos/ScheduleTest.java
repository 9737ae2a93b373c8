package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static List<Object> choices(Schedule schedule) {
    return IntStream.range(0, 20)
        .mapToObj(_ -> List.<Object>of(
            schedule.between(Duration.ofMillis(100), Duration.ofSeconds(2)),
            schedule.shuffled(List.of(1, 2, 3)),
            schedule.happens(0.5)))
        .map(Object.class::cast)
        .toList();
  }

  @Test
  void sameSeedAndScenario_makeSameChoices() {
    assertEquals(choices(Schedule.of(7, "kill")), choices(Schedule.of(7, "kill")));
  }

  @Test
  void otherSeedOrScenario_makesOtherChoices() {
    assertNotEquals(choices(Schedule.of(7, "kill")), choices(Schedule.of(8, "kill")));
    assertNotEquals(choices(Schedule.of(7, "kill")), choices(Schedule.of(7, "pause")));
  }
}
