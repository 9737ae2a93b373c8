package dev.purereducer.chaos;

import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.ClientStats.RequestResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Result of one scenario.
 *
 * @param before the throughput before the fault
 * @param faultSeconds the duration of the fault
 * @param recoverySeconds from the end of the fault until the throughput was back; infinite if it was
 *     not back in time
 */
record Result(
    Scenario scenario,
    ThroughputSampler.Rate before,
    double faultSeconds,
    double recoverySeconds,
    ClientStats stats,
    Evidence evidence,
    List<Finding> findings) {
  private static final int SHOWN = 8;

  boolean isGood() {
    return findings.isEmpty();
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "chaos %-18s %-6s %.0f + %.0f/s, fault %.1f s, recovered in %.1f s, completed %d,"
            + " replayed %d, refused %d, not connected %d, connection lost %d, timed out %d,"
            + " redelivered %d of %d%s",
        scenario.name(),
        isGood() ? "ok" : "BROKEN",
        before.http(),
        before.kafka(),
        faultSeconds,
        recoverySeconds,
        stats.count(RequestResult.COMPLETED),
        stats.count(RequestResult.REPLAYED),
        stats.count(RequestResult.REFUSED),
        stats.count(RequestResult.NOT_CONNECTED),
        stats.count(RequestResult.CONNECTION_LOST),
        stats.count(RequestResult.TIMED_OUT),
        evidence.repeats(),
        evidence.published(),
        isGood() ? "" : "\n  " + String.join("\n  ", firstFindings()));
  }

  /** The first findings of each promise, for the output. */
  List<String> firstFindings() {
    return findings.stream()
        .collect(Collectors.groupingBy(Finding::promise, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(ofPromise -> ofPromise.stream().limit(SHOWN))
        .map(Finding::toString)
        .toList();
  }
}
