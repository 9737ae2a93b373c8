package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Consistency;
import dev.purereducer.testkit.KafkaSender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The clients of a scenario. Their fixed rates are far below the service's capacity, so that a lower
 * throughput means a fault and not a busy machine.
 */
final class Workload implements AutoCloseable {
  /** Simulated client, which runs its steps one after another on its own thread. */
  @FunctionalInterface
  interface Client {
    void step() throws InterruptedException;
  }

  private static final int ADD_CLIENTS = 12;
  private static final int CAS_CLIENTS = 8;
  private static final int READ_CLIENTS = 2;
  private static final int KAFKA_CLIENTS = 4;
  private static final int BULK_CLIENTS = 1;
  private static final Duration ADD_INTERVAL = Duration.ofMillis(300);
  private static final Duration CAS_INTERVAL = Duration.ofMillis(400);
  private static final Duration READ_INTERVAL = Duration.ofMillis(200);
  private static final Duration KAFKA_INTERVAL = Duration.ofMillis(100);
  private static final Duration BULK_INTERVAL = Duration.ofSeconds(1);

  /** Actions per second without faults. Of the Kafka client's actions, every second one is counted. */
  static final ThroughputSampler.Rate EXPECTED_RATE = new ThroughputSampler.Rate(
      ADD_CLIENTS / seconds(ADD_INTERVAL) + CAS_CLIENTS / seconds(CAS_INTERVAL),
      KAFKA_CLIENTS / seconds(KAFKA_INTERVAL) / 2);

  private final ScenarioContext context;
  private final KafkaSender kafkaSender;
  private final List<Thread> threads = new ArrayList<>();

  private Workload(ScenarioContext context, String bootstrap) {
    this.context = context;
    this.kafkaSender = new KafkaSender(
        bootstrap,
        Map.of(
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 4_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 6_000));
  }

  static Workload start(ScenarioContext context, Schedule schedule, String bootstrap) {
    var workload = new Workload(context, bootstrap);
    for (int i = 0; i < ADD_CLIENTS; i++) {
      workload.run(new AddClient(i, context, schedule.split()), ADD_INTERVAL);
    }
    for (int i = 0; i < CAS_CLIENTS; i++) {
      workload.run(new CompareAndSetClient(i, context, schedule.split()), CAS_INTERVAL);
    }
    for (int i = 0; i < READ_CLIENTS; i++) {
      workload.run(new ReadClient(i, context, schedule.split()), READ_INTERVAL);
    }
    for (int i = 0; i < BULK_CLIENTS; i++) {
      workload.run(new BulkClient(i, context, schedule.split()), BULK_INTERVAL);
    }
    for (int i = 0; i < KAFKA_CLIENTS; i++) {
      workload.run(
          new KafkaClient(i, context, schedule.split(), workload.kafkaSender), KAFKA_INTERVAL);
    }
    return workload;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private void run(Client client, Duration interval) {
    threads.add(Thread.ofVirtual().start(() -> runSteps(client, interval)));
  }

  /** Starts a step at every interval; missed steps are not repeated. */
  private void runSteps(Client client, Duration interval) {
    try {
      while (!context.isEnding()) {
        long due = System.nanoTime() + interval.toNanos();
        client.step();
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      context.stats().unexpected(client + " failed: " + e);
    }
  }

  /** Ends the load; returns when each client knows its last outcome, or has reached the deadline. */
  void end() throws InterruptedException {
    context.end();
    for (var thread : threads) {
      thread.join();
    }
  }

  @Override
  public void close() throws InterruptedException {
    end();
    kafkaSender.abort();
  }

  /** Client that reads registers strongly and read models of sums, each time from a random instance. */
  static final class ReadClient implements Client {
    private final ScenarioContext context;
    private final Schedule schedule;
    private final Sender reader;

    ReadClient(int number, ScenarioContext context, Schedule schedule) {
      this.context = context;
      this.schedule = schedule;
      this.reader = new Sender("read-client-" + number, context, schedule);
    }

    @Override
    public void step() throws InterruptedException {
      reader.switchInstance();
      reader.read(
          context.key("register", schedule.below(CompareAndSetClient.KEYS)), Consistency.STRONG, 0);
      reader.switchInstance();
      reader.read(context.key("sum", schedule.below(AddClient.KEYS)), Consistency.EVENTUAL, 0);
    }
  }
}
