package dev.purereducer.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * The throughput of a scene: actions answered over REST, by the clients' own count, and actions from
 * Kafka committed, by the database's.
 */
final class ThroughputSampler implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(250);

  /** Actions a second. */
  record Rate(double rest, double kafka) {
    boolean reaches(Rate other, double share) {
      return rest >= other.rest * share && kafka >= other.kafka * share;
    }
  }

  private record Sample(long atNanos, long committed) {}

  private final ClientStats tally;
  private final LongSupplier committedFromKafka;
  private final Duration window;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Thread sampler;

  ThroughputSampler(ClientStats tally, LongSupplier committedFromKafka, Duration window) {
    this.tally = tally;
    this.committedFromKafka = committedFromKafka;
    this.window = window;
    this.sampler = Thread.ofVirtual().start(this::sample);
  }

  /** Over the last window. */
  Rate now() {
    return new Rate(tally.recentRate(window.toMillis()), kafkaRate());
  }

  @Override
  public void close() throws InterruptedException {
    sampler.interrupt();
    sampler.join();
  }

  private synchronized double kafkaRate() {
    if (samples.isEmpty()) {
      return 0;
    }
    var last = samples.getLast();
    var first = samples.getFirst();
    return last == first
        ? 0
        : (last.committed - first.committed) * 1e9 / (last.atNanos - first.atNanos);
  }

  private synchronized void add(Sample sample) {
    samples.add(sample);
    while (sample.atNanos - samples.getFirst().atNanos > window.toNanos()) {
      samples.removeFirst();
    }
  }

  private void sample() {
    try {
      while (true) {
        Thread.sleep(EVERY);
        sampleOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sampleOnce() {
    try {
      add(new Sample(System.nanoTime(), committedFromKafka.getAsLong()));
    } catch (IllegalStateException databaseIsAway) {
      // a gap in the samples
    }
  }
}
