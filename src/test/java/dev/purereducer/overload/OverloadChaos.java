package dev.purereducer.overload;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.cluster.KafkaProcess;
import dev.purereducer.cluster.PostgresProcess;
import dev.purereducer.cluster.ServiceProcess;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The long run of {@link Overload}, and slow clients beside others. */
@DisabledIfSystemProperty(named = "chaos.only", matches = "(?!.*overload).+")
class OverloadChaos {
  private static final double FACTOR = 5;

  private static final int FEW_CLIENTS = 4;

  private static final Duration WINDOW = Duration.ofSeconds(5);

  /** Typical difference between the p99 of two windows of a few seconds. */
  private static final double NOISE_FACTOR = 1.5;

  private static final long NOISE_MILLIS = 10;
  private static final Logger LOG = Logger.getLogger(OverloadChaos.class);

  @Test
  void fiveTimesTheCapacityForAMinute_isRefusedAndLosesNothing() throws Exception {
    try (var postgres = PostgresProcess.start();
        var kafka = KafkaProcess.start()) {
      Overload.run(
          ServiceProcess.on(postgres, kafka),
          postgres,
          Duration.ofSeconds(60),
          FACTOR,
          Duration.ofSeconds(5));
    }
  }

  @Test
  void slowClients_delayOthersNoMoreThanPromptOnes() throws Exception {
    try (var postgres = PostgresProcess.start();
        var kafka = KafkaProcess.start();
        var service = ServiceProcess.on(postgres, kafka).start()) {
      beside(new SlowClients(service.port(), false), service);
      long alone = p99OfOthers(service);
      long prompt = beside(new SlowClients(service.port(), false), service);
      long slow = beside(new SlowClients(service.port(), true), service);

      LOG.infof("p99 alone %d ms, beside prompt %d ms, beside slow %d ms", alone, prompt, slow);
      assertTrue(
          slow <= NOISE_FACTOR * prompt + NOISE_MILLIS,
          () -> slow + " ms beside slow clients, beside prompt ones " + prompt);
    }
  }

  private static long beside(SlowClients others, ServiceProcess service) throws Exception {
    try (others) {
      others.start();
      long p99 = p99OfOthers(service);
      assertTrue(
          others.areServed(), "the slow clients were disconnected, so they measured nothing");
      return p99;
    }
  }

  private static long p99OfOthers(ServiceProcess service) throws Exception {
    try (var clients =
        new NonBackingOffClients(service, "others-" + System.nanoTime() + "-", FEW_CLIENTS)) {
      return clients.run(WINDOW).percentileMillis(99);
    }
  }
}
