package dev.purereducer.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Throughput of a scenario: actions completed over REST, counted by the clients, and committed actions
 * from Kafka, counted in the database.
 */
final class ThroughputSampler implements AutoCloseable {
  private static final Duration SAMPLE_INTERVAL = Duration.ofMillis(250);

  /** Actions per second. */
  record Rate(double http, double kafka) {
    boolean reaches(Rate other, double share) {
      return http >= other.http * share && kafka >= other.kafka * share;
    }
  }

  private record Sample(long atNanos, long committed) {}

  private final ClientStats stats;
  private final LongSupplier committedFromKafka;
  private final Duration window;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final Thread sampler;

  ThroughputSampler(ClientStats stats, LongSupplier committedFromKafka, Duration window) {
    this.stats = stats;
    this.committedFromKafka = committedFromKafka;
    this.window = window;
    this.sampler = Thread.ofVirtual().start(this::sample);
  }

  /** The rate over the last window. */
  Rate currentRate() {
    return new Rate(stats.recentRate(window.toMillis()), kafkaRate());
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
        Thread.sleep(SAMPLE_INTERVAL);
        sampleOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sampleOnce() {
    try {
      add(new Sample(System.nanoTime(), committedFromKafka.getAsLong()));
    } catch (IllegalStateException databaseIsDown) {
      // a gap in the samples
    }
  }
}
