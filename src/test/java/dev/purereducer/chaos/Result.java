package dev.purereducer.chaos;

import dev.purereducer.chaos.ClientStats.Happening;
import java.util.List;
import java.util.Locale;

/**
 * What came of one scenario.
 *
 * @param recoverySeconds until the throughput was back; infinite when it was not in time
 * @param faultSeconds from the first break to the last mend
 */
record Result(
    Scenario scenario,
    ThroughputSampler.Rate before,
    double faultSeconds,
    double recoverySeconds,
    ClientStats tally,
    Evidence evidence,
    List<Finding> findings) {

  boolean isGood() {
    return findings.isEmpty();
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "chaos %-18s %-6s %.0f + %.0f/s, fault %.1f s, recovered in %.1f s, answered %d,"
            + " replayed %d, refused %d, not connected %d, cut %d, timed out %d,"
            + " repeats %d of %d%s",
        scenario.name(),
        isGood() ? "ok" : "BROKEN",
        before.rest(),
        before.kafka(),
        faultSeconds,
        recoverySeconds,
        tally.of(Happening.ANSWERED),
        tally.of(Happening.REPLAYED),
        tally.of(Happening.REFUSED),
        tally.of(Happening.NOT_CONNECTED),
        tally.of(Happening.CUT),
        tally.of(Happening.TIMED_OUT),
        evidence.repeats(),
        evidence.published(),
        isGood() ? "" : "\n  " + String.join("\n  ", firstFindings()));
  }

  /** Enough to see what is wrong. */
  List<String> firstFindings() {
    return findings.stream().limit(20).map(Finding::toString).toList();
  }
}
