package dev.purereducer.performance;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Waits until the machine has nothing to do: what went before a measurement is over then, and so
 * are the JVMs' compilers, who work on for a second after each new kind of work.
 */
final class IdleWait {
  private static final Duration WINDOW = Duration.ofMillis(200);

  /** Of all processors together: a tenth of two. */
  private static final double MOST_BUSY_SECONDS = 0.04;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private double before = Processors.busySeconds();

  private IdleWait() {}

  /** A machine that does not come to rest is measured as it is. */
  static void come() {
    try {
      var rest = new IdleWait();
      await().pollDelay(WINDOW).pollInterval(WINDOW).atMost(PATIENCE).until(rest::isThere);
    } catch (ConditionTimeoutException _) {
      Progress.say("the machine does not come to rest");
    }
  }

  private boolean isThere() {
    double now = Processors.busySeconds();
    double used = now - before;
    before = now;
    return used <= MOST_BUSY_SECONDS;
  }
}
