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
 * The fault suite: every scenario on real processes, run by {@code ./mvnw verify -Pchaos}. {@code
 * -Dchaos.seed=…} repeats a schedule and its choice of scenarios, {@code -Dchaos.only=…} selects some,
 * separated by commas, {@code -Dchaos.all} runs every scenario.
 */
class ChaosSuite {
  private static final long SEED = Long.getLong("chaos.seed", new SplittableRandom().nextLong());

  private static final Set<String> ONLY = Stream.of(
          System.getProperty("chaos.only", "").split(","))
      .filter(name -> !name.isBlank())
      .collect(Collectors.toSet());

  private static final boolean ALL = System.getProperty("chaos.all") != null;

  /**
   * Latest start of a scenario that the seed has chosen. The whole profile has 15 minutes, including
   * overload and poison; on a slow machine the last scenarios are skipped.
   */
  private static final Duration LAST_START = Duration.ofMinutes(9).plusSeconds(30);

  private static final List<Result> RESULTS = new ArrayList<>();
  private static final long STARTED = System.nanoTime();
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    System.out.println("chaos seed=" + SEED);
    cluster = TestCluster.start();
  }

  @AfterAll
  static void stop() throws IOException {
    Report.write(SEED, elapsed(), RESULTS);
    cluster.close();
  }

  private static Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - STARTED);
  }

  @TestFactory
  List<DynamicTest> scenarios_keepAllPromises() {
    return chosen().stream()
        .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> run(scenario)))
        .toList();
  }

  private static List<Scenario> chosen() {
    if (!ONLY.isEmpty()) {
      return Scenarios.named(ONLY);
    }
    return ALL ? Scenarios.all() : Scenarios.sample(Schedule.of(SEED, "order"));
  }

  private static void run(Scenario scenario) throws Exception {
    try {
      runOrAbort(scenario);
    } catch (TestAbortedException aborted) {
      System.out.println("chaos " + scenario.name() + " skipped: " + aborted.getMessage());
      throw aborted;
    }
  }

  private static void runOrAbort(Scenario scenario) throws Exception {
    if (ONLY.isEmpty() && !ALL && elapsed().compareTo(LAST_START) > 0) {
      throw new TestAbortedException("no time left");
    }
    cluster.restartStopped();
    var result = new ScenarioRun(cluster, scenario, SEED).run();
    cluster.closeStrandedConnections();
    RESULTS.add(result);
    System.out.println(result.line());
    assertEquals(List.of(), result.firstFindings());
  }
}
