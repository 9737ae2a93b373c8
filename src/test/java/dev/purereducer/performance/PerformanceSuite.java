package dev.purereducer.performance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the workloads, one test each; what they came to is in {@code target/performance}. */
class PerformanceSuite {
  private static List<Workload> workloads = List.of();
  private static Benchmark bench;
  private static Report report;

  @BeforeAll
  static void start() throws Exception {
    workloads = Workloads.longestFirst(System.getProperty("performance.only", ""));
    Progress.say(
        "%d workloads, about %d minutes; starting servers, yardstick, %d s of warm-up",
        workloads.size(),
        1 + workloads.stream().mapToInt(Workload::seconds).sum() / 60,
        Benchmark.WARM_UP_SECONDS);
    bench = Benchmark.start();
    report = new Report(Machine.describe(bench), bench.yardstick());
  }

  @AfterAll
  static void stop() {
    if (bench != null) {
      bench.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> workloads() {
    return workloads.stream().map(it -> DynamicTest.dynamicTest(it.id(), () -> run(it)));
  }

  private static void run(Workload workload) throws Exception {
    int number = workloads.indexOf(workload) + 1;
    Progress.say(
        "%d/%d %s: %s (about %d s)",
        number, workloads.size(), workload.id(), workload.what(), workload.seconds());
    // a pause of the client would count as the service's
    System.gc();
    var neighbours = NoisyNeighbourCheck.watch();
    long start = System.nanoTime();
    var result = new Result(workload);
    try {
      workload.run(bench, result);
    } catch (Exception | AssertionError e) {
      result.failed(e);
      throw e;
    } finally {
      neighbours.report(result);
      report.add(result);
    }
    Progress.result(result, (System.nanoTime() - start) / 1_000_000_000);
    assertTrue(result.passed(), () -> workload.id() + ": " + result.checks());
  }
}
