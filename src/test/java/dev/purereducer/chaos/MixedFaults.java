package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.List;

/** Faults one after another in random order, each while the one before is hardly over. */
final class MixedFaults implements Fault {
  private static final Duration LENGTH = ofSeconds(45);

  private final List<Scenario> scenarios;

  MixedFaults(List<Scenario> scenarios) {
    this.scenarios = scenarios;
  }

  @Override
  public void strike(TestCluster world, Schedule schedule) throws Exception {
    long end = System.nanoTime() + LENGTH.toNanos();
    while (System.nanoTime() < end) {
      var scenario = schedule.oneOf(scenarios);
      System.out.println("chaos mixed: " + scenario.name());
      scenario.fault().strike(world, schedule);
      Thread.sleep(schedule.between(ofMillis(0), ofSeconds(2)));
    }
  }
}
