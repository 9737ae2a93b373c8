package dev.purereducer.chaos;

import static java.time.Duration.ofSeconds;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/** Instances whose clock is wrong, by Debian's {@code faketime}. */
final class ClockFaults {
  /** The longer one is outside of all partitions of the history. */
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
    var guest = cluster.guest().environment(shiftedBy(offset));
    try (var _ = cluster.join(guest)) {
      Progress.during(cluster, schedule.between(ofSeconds(12), ofSeconds(16)));
    }
    schedule.oneOf(cluster.members()).service().restart();
  }

  /** The environment of a process with a shifted clock; only its time of day changes. */
  private static Map<String, String> shiftedBy(Duration offset) throws InterruptedException {
    Map<String, String> environment = new HashMap<>();
    environment.put("LD_PRELOAD", library());
    environment.put("FAKETIME", "%+ds".formatted(offset.toSeconds()));
    environment.put("NO_FAKE_STAT", "1");
    environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    // otherwise timed waits of threads return at once
    environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    return environment;
  }

  private static String library() throws InterruptedException {
    try {
      var process =
          new ProcessBuilder("faketime", "-m", "-f", "+0s", "printenv", "LD_PRELOAD").start();
      var path =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() == 0 && !path.isEmpty()) {
        return path;
      }
    } catch (IOException noSuchCommand) {
      // reported below
    }
    throw new TestAbortedException("faketime is not installed");
  }
}
