package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

/** Requirement that commits go on during a fault. */
final class Progress {
  /** Longer than two waits for a lock, and than a busy machine needs for one of the load's commits. */
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final String COMMITTED = "SELECT sum(version) FROM workflow_state";

  private Progress() {}

  /** Waits, and fails unless every interval has commits. */
  static void during(TestCluster cluster, Duration time) throws InterruptedException {
    long intervals = Math.max(1, time.dividedBy(INTERVAL));
    for (long i = 0; i < intervals; i++) {
      long before = cluster.postgres().sql().number(COMMITTED);
      Thread.sleep(time.dividedBy(intervals));
      long after = cluster.postgres().sql().number(COMMITTED);
      assertTrue(after > before, () -> "no commit for " + time.dividedBy(intervals));
    }
  }
}
