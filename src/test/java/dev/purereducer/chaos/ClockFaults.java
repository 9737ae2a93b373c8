package dev.purereducer.chaos;

import static java.time.Duration.ofSeconds;

import dev.purereducer.testkit.ShiftedClock;
import java.time.Duration;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Instances whose clock is wrong, by Debian's {@code faketime}. */
final class ClockFaults {
  /** By the longer one, no partition of the history would have its actions. */
  private static final List<Duration> AHEAD = List.of(Duration.ofHours(2), Duration.ofDays(200));

  private static final List<Duration> BEHIND = List.of(Duration.ofMinutes(10), Duration.ofDays(40));

  private ClockFaults() {}

  static void ahead(TestCluster cluster, Schedule schedule) throws Exception {
    joinAndLeave(cluster, schedule, schedule.oneOf(AHEAD));
  }

  static void behind(TestCluster cluster, Schedule schedule) throws Exception {
    joinAndLeave(cluster, schedule, schedule.oneOf(BEHIND).negated());
  }

  /** Afterwards a member restarts on what the instance has written. */
  private static void joinAndLeave(TestCluster cluster, Schedule schedule, Duration offset)
      throws Exception {
    var environment = ShiftedClock.environmentShiftedBy(offset)
        .orElseThrow(() -> new TestAbortedException("faketime is not installed"));
    var guest = cluster.guest().environment(environment);
    try (var _ = cluster.join(guest)) {
      Progress.during(cluster, schedule.between(ofSeconds(12), ofSeconds(16)));
    }
    schedule.oneOf(cluster.members()).service().restart();
  }
}
