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
  private static final double TIMES = 5;

  /** Clients that leave the machine some rest. */
  private static final int CALM = 4;

  private static final Duration WINDOW = Duration.ofSeconds(5);

  /** A p99 of a few seconds differs by so much from one window to the next by itself. */
  private static final double NOISE_FACTOR = 1.5;

  private static final long NOISE_MILLIS = 10;
  private static final Logger LOG = Logger.getLogger(OverloadChaos.class);

  @Test
  void fiveTimesWhatItCanTakeForAMinute_isRefusedAndNothingIsLost() throws Exception {
    Overload.run(Duration.ofSeconds(60), TIMES, Duration.ofSeconds(5));
  }

  @Test
  void slowClients_costOthersNoMoreThanPromptOnes() throws Exception {
    try (var postgres = PostgresProcess.start();
        var kafka = KafkaProcess.start();
        var service = ServiceProcess.on(postgres, kafka).start()) {
      beside(new SlowClients(service.port(), false), service);
      long alone = calmP99(service);
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
      long p99 = calmP99(service);
      assertTrue(others.areServed(), "they were cut off, and cost nothing for that");
      return p99;
    }
  }

  private static long calmP99(ServiceProcess service) throws Exception {
    try (var clients = new NonBackingOffClients(service, "calm-" + System.nanoTime() + "-", CALM)) {
      return clients.run(WINDOW).percentileMillis(99);
    }
  }
}
