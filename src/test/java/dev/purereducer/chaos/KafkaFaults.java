package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

/** Faults of Kafka. */
final class KafkaFaults {
  private static final String TOPIC = "state-committed";

  /** Smaller than any event. */
  private static final int NO_EVENT_FITS_BYTES = 200;

  /** Smaller than the relay's batches, and larger than a single event. */
  private static final int NO_BATCH_FITS_BYTES = 1_500;

  private KafkaFaults() {}

  static void stop(TestCluster cluster, Schedule schedule) throws InterruptedException {
    cluster.kafka().stop();
    Thread.sleep(schedule.between(ofSeconds(4), ofSeconds(8)));
    cluster.kafka().restart();
  }

  static void pause(TestCluster cluster, Schedule schedule) throws InterruptedException {
    cluster.kafka().pause();
    Thread.sleep(schedule.between(ofSeconds(8), ofSeconds(14)));
    cluster.kafka().resume();
  }

  static void killAndRestart(TestCluster cluster, Schedule schedule) throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      cluster.kafka().kill();
      Thread.sleep(schedule.between(ofMillis(200), ofSeconds(2)));
      cluster.kafka().restart();
      Thread.sleep(schedule.between(ofMillis(500), ofSeconds(2)));
    }
  }

  /** The topic rejects all events for a while, and then all batches of more than one event. */
  static void topicSizeLimit(TestCluster cluster, Schedule schedule) throws InterruptedException {
    cluster.kafka().limitMessageBytes(TOPIC, NO_EVENT_FITS_BYTES);
    Thread.sleep(schedule.between(ofSeconds(2), ofSeconds(4)));
    cluster.kafka().limitMessageBytes(TOPIC, NO_BATCH_FITS_BYTES);
    Thread.sleep(schedule.between(ofSeconds(2), ofSeconds(4)));
    cluster.kafka().resetMessageBytes(TOPIC);
  }
}
