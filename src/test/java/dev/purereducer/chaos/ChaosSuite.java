package dev.purereducer.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * Every fault, on real processes: {@code ./mvnw verify -Pchaos}. {@code -Dchaos.seed=…} repeats a
 * schedule, {@code -Dchaos.only=…} names the scenarios to run, with commas between.
 */
class ChaosSuite {
  private static final long SEED = Long.getLong("chaos.seed", new SplittableRandom().nextLong());

  private static final Set<String> ONLY = Stream.of(
          System.getProperty("chaos.only", "").split(","))
      .filter(name -> !name.isBlank())
      .collect(Collectors.toSet());

  /**
   * The profile takes 15 minutes at most, and the last scenario, overload and poison need theirs: on
   * a machine too busy for that, the rest is left out.
   */
  private static final Duration LAST_START = Duration.ofMinutes(9).plusSeconds(30);

  private static final List<Result> RESULTS = new ArrayList<>();
  private static final long STARTED = System.nanoTime();
  private static TestCluster world;

  @BeforeAll
  static void start() throws IOException {
    System.out.println("chaos seed=" + SEED);
    world = TestCluster.start();
  }

  @AfterAll
  static void stop() throws IOException {
    Report.write(SEED, took(), RESULTS);
    world.close();
  }

  private static Duration took() {
    return Duration.ofNanos(System.nanoTime() - STARTED);
  }

  @TestFactory
  List<DynamicTest> promises_areKept() {
    // in random order: what one seed has no time for, another has
    return Schedule.of(SEED, "order").shuffled(Scenarios.chosen(ONLY)).stream()
        .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> run(scenario)))
        .toList();
  }

  private static void run(Scenario scenario) throws Exception {
    if (took().compareTo(LAST_START) > 0) {
      System.out.println("chaos " + scenario.name() + " not run: the time is up");
      throw new TestAbortedException("the time is up");
    }
    world.revive();
    var result = new ScenarioRun(world, scenario, SEED).run();
    world.tidyUp();
    RESULTS.add(result);
    System.out.println(result.line());
    assertEquals(List.of(), result.firstFindings());
  }
}
