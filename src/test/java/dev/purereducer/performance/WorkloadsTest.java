package dev.purereducer.performance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
  private static final int MAX_SUITE_SECONDS = 25 * 60;

  @Test
  void withoutNames_allWorkloadsAreChosen() {
    var ids = Workloads.chosen("").stream().map(Workload::id).toList();
    assertEquals(
        List.of(
            "hot-key-100",
            "hot-key-500",
            "throughput-single",
            "throughput-bulk",
            "throughput-kafka",
            "sequential-commits",
            "latency-1000",
            "projection-lag",
            "conflict-rate-10000",
            "retry-distribution",
            "hot-key-sustained",
            "paced-5000",
            "paced-10000",
            "soak",
            "pinned-snapshot"),
        ids);
  }

  @Test
  void withNames_onlyTheseAreChosen() {
    var ids = Workloads.chosen("soak, hot-key-500").stream().map(Workload::id).toList();
    assertEquals(List.of("hot-key-500", "soak"), ids);
    assertEquals(1, Workloads.chosen("scale-out").size());
  }

  @Test
  void workloads_areSortedLongestFirst() {
    var ids = Workloads.longestFirst("").stream().map(Workload::id).toList();
    assertEquals(Workloads.ALL.size(), ids.size());
    assertEquals("soak", ids.getFirst());
    assertTrue(ids.indexOf("hot-key-sustained") < ids.indexOf("hot-key-100"), ids::toString);
  }

  @Test
  void unknownName_failsWithTheKnownNames() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> Workloads.chosen("hot-key-100,hotkey"));
    assertTrue(error.getMessage().contains("[hotkey]"), error.getMessage());
    assertTrue(error.getMessage().contains("projection-lag"), error.getMessage());
  }

  @Test
  void allWorkloads_fitIntoTheSuitesTime() {
    int seconds = Workloads.ALL.stream().mapToInt(Workload::seconds).sum();
    assertTrue(seconds + 120 < MAX_SUITE_SECONDS, seconds + " s");
  }
}
