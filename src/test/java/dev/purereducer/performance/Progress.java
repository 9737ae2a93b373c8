package dev.purereducer.performance;

import dev.purereducer.performance.Report.NumberFormats;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Progress lines on standard output. */
public final class Progress {
  private Progress() {}

  public static void print(String format, Object... values) {
    System.out.printf(
        Locale.ROOT,
        "[performance] %s %s%n",
        LocalTime.now().truncatedTo(ChronoUnit.SECONDS),
        format.formatted(values));
  }

  static void result(Result result, long seconds) {
    print("    took %d s, checks %s", seconds, result.passed() ? "passed" : "FAILED");
    for (var target : result.targets()) {
      print(
          "    %s %s = %s (%s %s)",
          target.isMet() ? "met   " : "MISSED",
          target.metric(),
          NumberFormats.text(target.value()),
          target.bound().sign(),
          NumberFormats.text(target.limit()));
    }
  }
}
