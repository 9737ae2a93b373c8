package dev.purereducer.performance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcknowledgedTest {
  @ParameterizedTest
  @CsvSource({"1 2 3, true", "2 3 1, true", "1 2 2, false", "1 3, false", "2, false"})
  void versions_areDistinctAndDenseFromOne_orNot(String versions, boolean distinct) {
    var acknowledged = new Acknowledged(Keys.of("some", 1));
    for (var version : versions.split(" ")) {
      acknowledged.add(0, 1_000, Long.parseLong(version));
    }
    assertEquals(distinct, acknowledged.versionsAreDistinct());
  }
}
