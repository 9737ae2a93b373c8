package dev.purereducer.performance;

import dev.purereducer.testkit.LoadClient;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Transport of a throughput workload. */
enum IngressMode {
  SINGLE("as single POSTs", Map.of("connections", IngressMode.CONNECTIONS)) {
    @Override
    Measured measure(Benchmark benchmark, String name, int rounds) {
      var actions = new StampActions(Keys.of(name, rounds * Throughput.KEYS));
      var counts = new LatencyCounts(actions.keys());
      try (var client = LoadClient.connectAndAwaitIdle(CONNECTIONS, benchmark.service())) {
        client.run(
            ClosedLoad.of(actions, counts, Throughput::key, (long) rounds * Throughput.ACTIONS));
      }
      return new Measured(counts.acknowledged(), counts.seconds(), counts);
    }
  },

  BULK(
      "as bulk requests",
      Map.of("connections", IngressMode.BULK_CONNECTIONS, "lines_per_request", BulkLoad.LINES)) {
    @Override
    Measured measure(Benchmark benchmark, String name, int rounds) {
      var actions = new StampActions(Keys.of(name, rounds * Throughput.KEYS));
      var acknowledged = new Acknowledged(actions.keys());
      var load = new BulkLoad(actions, acknowledged, Throughput::key, rounds * Throughput.ACTIONS);
      long start = System.nanoTime();
      try (var client = LoadClient.connectAndAwaitIdle(BULK_CONNECTIONS, benchmark.service())) {
        client.run(load);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      if (load.committed() != acknowledged.total()) {
        throw new AssertionError(load.committed() + " committed of " + acknowledged.total());
      }
      return new Measured(acknowledged, seconds, null);
    }
  },

  KAFKA("through Kafka", Map.of("acks", "all")) {
    @Override
    Measured measure(Benchmark benchmark, String name, int rounds) throws Exception {
      var actions = new StampActions(Keys.of(name, rounds * Throughput.KEYS));
      var acknowledged = new Acknowledged(actions.keys());
      try (var load = new KafkaLoad(benchmark.kafka())) {
        long start = System.nanoTime();
        load.send(actions, acknowledged, Throughput::key, rounds * Throughput.ACTIONS);
        new StoreProgress(benchmark).awaitCommitted(acknowledged);
        return new Measured(acknowledged, (System.nanoTime() - start) / 1e9, null);
      }
    }
  };

  private static final int CONNECTIONS = 256;
  private static final int BULK_CONNECTIONS = 8;

  private final String description;
  private final Map<String, Object> parameters;

  IngressMode(String what, Map<String, Object> parameters) {
    this.description = what;
    this.parameters = parameters;
  }

  /**
   * Measurements of all rounds.
   *
   * @param seconds from the first request to the last response or commit
   * @param counts per action, or null if actions have no single responses
   */
  record Measured(
      Acknowledged acknowledged, double seconds, @Nullable LatencyCounts counts) {}

  /** Runs all rounds, on workflows whose names begin with {@code name}. */
  abstract Measured measure(Benchmark benchmark, String name, int rounds) throws Exception;

  String description() {
    return description;
  }

  Map<String, Object> parameters() {
    return parameters;
  }
}
