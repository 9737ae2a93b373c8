package dev.purereducer.overload;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** Long run of {@link Overload}, and the influence of slow clients on others. */
@DisabledIfSystemProperty(named = "chaos.only", matches = "(?!.*overload).+")
class OverloadChaos {
  /** The clients offer six times as many requests at a time as are admitted. */
  private static final double MIN_RATIO = 1.5;

  /** Few enough that the machine is not saturated. */
  private static final int LIGHT_CLIENTS = 4;

  private static final Duration WINDOW = Duration.ofSeconds(5);

  /** The p99 of a few seconds varies by this factor between windows. */
  private static final double NOISE_FACTOR = 1.5;

  private static final long NOISE_MILLIS = 10;

  /** Further rounds are run while others are delayed: noise passes, a real delay stays. */
  private static final int MAX_ROUNDS = 3;

  private static final Logger LOG = Logger.getLogger(OverloadChaos.class);

  @Test
  void overloadForAMinute_isRefusedAndNothingIsLost() throws Exception {
    try (var postgres = PostgresProcess.start();
        var kafka = KafkaProcess.start()) {
      Overload.run(
          ServiceProcess.on(postgres, kafka),
          postgres,
          Duration.ofSeconds(60),
          MIN_RATIO,
          Duration.ofSeconds(5));
    }
  }

  @Test
  void slowClients_delayOthersNoMoreThanFastClientsDo() throws Exception {
    try (var postgres = PostgresProcess.start();
        var kafka = KafkaProcess.start();
        var service = ServiceProcess.on(postgres, kafka).start()) {
      p99Beside(new SlowClients(service.port(), false), service);
      boolean delayed = true;
      for (int round = 0; delayed && round < MAX_ROUNDS; round++) {
        delayed = delay(service);
      }
      assertFalse(delayed, "slow clients delay others");
    }
  }

  /** Whether others wait longer beside slow clients than beside fast ones, one after the other. */
  private static boolean delay(ServiceProcess service) throws Exception {
    double alone = p99(service);
    double besideFast = p99Beside(new SlowClients(service.port(), false), service);
    double besideSlow = p99Beside(new SlowClients(service.port(), true), service);
    LOG.infof(
        "p99 alone %.0f ms, beside fast clients %.0f ms, beside slow clients %.0f ms",
        alone, besideFast, besideSlow);
    return besideSlow > NOISE_FACTOR * besideFast + NOISE_MILLIS;
  }

  private static double p99Beside(SlowClients others, ServiceProcess service) throws Exception {
    try (others) {
      others.start();
      double p99 = p99(service);
      assertTrue(others.areServed(), "the slow clients were disconnected");
      return p99;
    }
  }

  private static double p99(ServiceProcess service) {
    var prefix = "light-" + System.nanoTime() + "-";
    return NonBackingOffClients.run(service, prefix, LIGHT_CLIENTS, WINDOW).percentileMillis(99);
  }
}
