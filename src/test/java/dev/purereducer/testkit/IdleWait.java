package dev.purereducer.testkit;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A wait until the machine is idle, so that earlier work and the JVMs' compilers, which continue for
 * a second after each new kind of work, do not disturb a measurement.
 */
public final class IdleWait {
  private static final Duration WINDOW = Duration.ofMillis(200);

  /** Summed over all processors: a tenth of two. */
  private static final double MAX_BUSY_SECONDS = 0.04;

  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private double before = ProcessorTime.busySeconds();

  private IdleWait() {}

  /** Returns when the machine is idle, or after 10 s if it does not become idle. */
  public static void awaitIdle() {
    try {
      var idle = new IdleWait();
      await().pollDelay(WINDOW).pollInterval(WINDOW).atMost(MAX_WAIT).until(idle::isIdle);
    } catch (ConditionTimeoutException _) {
      System.out.println("the machine is not idle after " + MAX_WAIT);
    }
  }

  private boolean isIdle() {
    double now = ProcessorTime.busySeconds();
    double used = now - before;
    before = now;
    return used <= MAX_BUSY_SECONDS;
  }
}
