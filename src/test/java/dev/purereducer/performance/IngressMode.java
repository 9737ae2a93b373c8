package dev.purereducer.performance;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A way to send many actions. */
enum IngressMode {
  SINGLE("as single POSTs", Map.of("connections", IngressMode.CONNECTIONS)) {
    @Override
    Measured measure(Benchmark bench, String name, int rounds) {
      var actions = new Actions(Keys.of(name, rounds * Throughput.KEYS));
      var tally = new LatencyCounts(actions.keys());
      try (var client = new LoadClient(CONNECTIONS, bench.service())) {
        client.run(
            ClosedLoad.of(actions, tally, Throughput::key, (long) rounds * Throughput.ACTIONS));
      }
      return new Measured(tally.acknowledged(), tally.seconds(), tally);
    }
  },

  BULK(
      "as bulk requests",
      Map.of("connections", IngressMode.BULK_CONNECTIONS, "lines_a_request", BulkLoad.LINES)) {
    @Override
    Measured measure(Benchmark bench, String name, int rounds) {
      var actions = new Actions(Keys.of(name, rounds * Throughput.KEYS));
      var acknowledged = new Acknowledged(actions.keys());
      var load = new BulkLoad(actions, acknowledged, Throughput::key, rounds * Throughput.ACTIONS);
      long start = System.nanoTime();
      try (var client = new LoadClient(BULK_CONNECTIONS, bench.service())) {
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
    Measured measure(Benchmark bench, String name, int rounds) throws Exception {
      var actions = new Actions(Keys.of(name, rounds * Throughput.KEYS));
      var acknowledged = new Acknowledged(actions.keys());
      try (var load = new KafkaLoad(bench.kafka())) {
        long start = System.nanoTime();
        load.send(actions, acknowledged, Throughput::key, rounds * Throughput.ACTIONS);
        new Stores(bench).awaitCommitted(acknowledged);
        return new Measured(acknowledged, (System.nanoTime() - start) / 1e9, null);
      }
    }
  };

  private static final int CONNECTIONS = 256;
  private static final int BULK_CONNECTIONS = 8;

  private final String what;
  private final Map<String, Object> parameters;

  IngressMode(String what, Map<String, Object> parameters) {
    this.what = what;
    this.parameters = parameters;
  }

  /**
   * What came of it.
   *
   * @param seconds from the first send to the last answer or commit
   * @param tally of each action, where each has an answer
   */
  record Measured(
      Acknowledged acknowledged, double seconds, @Nullable LatencyCounts tally) {}

  /** All rounds, on workflows named after {@code name}. */
  abstract Measured measure(Benchmark bench, String name, int rounds) throws Exception;

  String what() {
    return what;
  }

  Map<String, Object> parameters() {
    return parameters;
  }
}
