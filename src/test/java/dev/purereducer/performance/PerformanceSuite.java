package dev.purereducer.performance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The performance suite: one test per workload; reports are in {@code target/performance}. */
class PerformanceSuite {
  private static List<Workload> workloads = List.of();
  private static Benchmark benchmark;
  private static Report report;

  @BeforeAll
  static void start() throws Exception {
    workloads = Workloads.longestFirst(System.getProperty("performance.only", ""));
    Progress.print(
        "%d workloads, about %d minutes; starting servers, reference, %d s of warm-up",
        workloads.size(),
        1 + workloads.stream().mapToInt(Workload::seconds).sum() / 60,
        Benchmark.WARM_UP_SECONDS);
    benchmark = Benchmark.start();
    report = new Report(Machine.describe(benchmark), benchmark.reference());
  }

  @AfterAll
  static void stop() {
    if (benchmark != null) {
      benchmark.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> workloads() {
    return workloads.stream().map(it -> DynamicTest.dynamicTest(it.id(), () -> run(it)));
  }

  private static void run(Workload workload) throws Exception {
    int number = workloads.indexOf(workload) + 1;
    Progress.print(
        "%d/%d %s: %s (about %d s)",
        number, workloads.size(), workload.id(), workload.description(), workload.seconds());
    // a garbage collection of the client would be measured as latency of the service
    System.gc();
    var neighbours = NoisyNeighbourCheck.start();
    long start = System.nanoTime();
    var result = new Result(workload);
    try {
      workload.run(benchmark, result);
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
