package dev.purereducer.testkit;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * Awaitility's defaults in the class loader of an application under test: a first look at once, and
 * then one each 20 ms. Its own defaults are 100 ms for both, in each of some hundred waits.
 */
public final class ShortPolls implements QuarkusTestBeforeClassCallback {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  @Override
  public void beforeClass(Class<?> testClass) {
    Awaitility.setDefaultPollDelay(Duration.ZERO);
    Awaitility.setDefaultPollInterval(POLL_INTERVAL);
  }
}
