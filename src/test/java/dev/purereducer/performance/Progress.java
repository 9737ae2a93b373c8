package dev.purereducer.performance;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Lines for whoever waits. */
final class Progress {
  private Progress() {}

  static void say(String format, Object... values) {
    System.out.printf(
        Locale.ROOT,
        "[performance] %s %s%n",
        LocalTime.now().truncatedTo(ChronoUnit.SECONDS),
        format.formatted(values));
  }

  static void result(Result result, long seconds) {
    say("    took %d s, checks %s", seconds, result.passed() ? "passed" : "FAILED");
    for (var target : result.targets()) {
      say(
          "    %s %s = %s (%s %s)",
          target.isMet() ? "met   " : "MISSED",
          target.metric(),
          Measurements.text(target.value()),
          target.bound().sign(),
          Measurements.text(target.limit()));
    }
  }
}
