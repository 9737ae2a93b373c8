package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.List;

/** Random sequence of faults, with short pauses between them. */
final class MixedFaults implements Fault {
  private static final Duration DURATION = ofSeconds(45);

  private final List<Scenario> scenarios;

  MixedFaults(List<Scenario> scenarios) {
    this.scenarios = scenarios;
  }

  @Override
  public void inject(TestCluster cluster, Schedule schedule) throws Exception {
    long end = System.nanoTime() + DURATION.toNanos();
    while (System.nanoTime() < end) {
      var scenario = schedule.oneOf(scenarios);
      System.out.println("chaos mixed: " + scenario.name());
      scenario.fault().inject(cluster, schedule);
      Thread.sleep(schedule.between(ofMillis(0), ofSeconds(2)));
    }
  }
}
