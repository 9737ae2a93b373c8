package dev.purereducer.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The clients of a scene, each at a pace of its own that a healthy service keeps up with easily: so
 * the throughput tells faults from a busy machine.
 */
final class Workload implements AutoCloseable {
  private static final int ADDERS = 12;
  private static final int SWAPPERS = 8;
  private static final int WATCHERS = 2;
  private static final int POSTERS = 4;
  private static final int BULKERS = 1;
  private static final Duration ADDER_PACE = Duration.ofMillis(300);
  private static final Duration SWAPPER_PACE = Duration.ofMillis(400);
  private static final Duration WATCHER_PACE = Duration.ofMillis(200);
  private static final Duration POSTER_PACE = Duration.ofMillis(100);
  private static final Duration BULKER_PACE = Duration.ofSeconds(1);

  /** Actions a second when nothing holds the clients up; every other post counts, see Poster. */
  static final ThroughputSampler.Rate PACE = new ThroughputSampler.Rate(
      ADDERS / seconds(ADDER_PACE) + SWAPPERS / seconds(SWAPPER_PACE),
      POSTERS / seconds(POSTER_PACE) / 2);

  private final ScenarioContext scene;
  private final Producer<String, String> producer;
  private final List<Thread> threads = new ArrayList<>();

  private Workload(ScenarioContext scene, String bootstrap) {
    this.scene = scene;
    this.producer = new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 4_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 6_000),
        new StringSerializer(),
        new StringSerializer());
  }

  static Workload start(ScenarioContext scene, Schedule schedule, String bootstrap) {
    var workload = new Workload(scene, bootstrap);
    for (int i = 0; i < ADDERS; i++) {
      workload.run(new AddClient(i, scene, schedule.split()), ADDER_PACE);
    }
    for (int i = 0; i < SWAPPERS; i++) {
      workload.run(new CompareAndSetClient(i, scene, schedule.split()), SWAPPER_PACE);
    }
    for (int i = 0; i < WATCHERS; i++) {
      workload.run(new ReadClient(i, scene, schedule.split()), WATCHER_PACE);
    }
    for (int i = 0; i < BULKERS; i++) {
      workload.run(new BulkClient(i, scene, schedule.split()), BULKER_PACE);
    }
    for (int i = 0; i < POSTERS; i++) {
      workload.run(new KafkaClient(i, scene, schedule.split(), workload.producer), POSTER_PACE);
    }
    return workload;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private void run(Client client, Duration pace) {
    threads.add(Thread.ofVirtual().start(() -> steps(client, pace)));
  }

  /** A step that takes longer than its pace is followed at once, and none is made up for. */
  private void steps(Client client, Duration pace) {
    try {
      while (!scene.isEnding()) {
        long due = System.nanoTime() + pace.toNanos();
        client.step();
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      scene.tally().strange(client + " ended: " + e);
    }
  }

  /** No new actions; returns when each client knows what became of its last one, or gave up. */
  void end() throws InterruptedException {
    scene.end();
    for (var thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() throws InterruptedException {
    end();
    producer.close(Duration.ZERO);
  }
}
