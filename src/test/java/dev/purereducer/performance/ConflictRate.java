package dev.purereducer.performance;

import dev.purereducer.testkit.LoadClient;
import dev.purereducer.testkit.ServiceProcess;

/** Workload that measures the share of conflicts, with one instance and with two. */
record ConflictRate() implements Workload {
  private static final int ACTIONS = 10_000;
  private static final int KEYS = 1_000;
  private static final int CONNECTIONS = 256;

  @Override
  public String id() {
    return "conflict-rate-10000";
  }

  @Override
  public String description() {
    return "%,d actions over %,d workflows: one instance, then two, Kafka and REST"
        .formatted(ACTIONS, KEYS);
  }

  @Override
  public int seconds() {
    return 50;
  }

  @Override
  public void run(Benchmark benchmark, Result result) throws Exception {
    result.parameter("actions", ACTIONS).parameter("keys", KEYS);
    result.parameter("connections", CONNECTIONS);
    rest(benchmark, "rest_one_instance", result, benchmark.service());
    try (var second = benchmark.startAnother(2)) {
      kafka(benchmark, result, second);
      rest(benchmark, "rest_two_instances", result, benchmark.service(), second);
    }
    result
        .atMost("rest_one_instance_conflict_percent", 0.5, "21 % of actions")
        .atLeast("rest_one_instance_committed_percent", 100, "100")
        .atMost("kafka_two_instances_conflict_percent", 0.5, "")
        .atLeast("kafka_two_instances_committed_percent", 100, "");
  }

  private void rest(Benchmark benchmark, String name, Result result, ServiceProcess... services) {
    var topic = CommittedEvents.fromNow(benchmark);
    var conflicts = Conflicts.from(services);
    var actions = new StampActions(Keys.of(id() + "-" + name, KEYS));
    var counts = new LatencyCounts(actions.keys());
    try (var client = LoadClient.connectAndAwaitIdle(CONNECTIONS, services)) {
      client.run(ClosedLoad.of(actions, counts, number -> number % KEYS, ACTIONS));
    }
    report(name, conflicts, counts.acknowledged(), result);
    StoreCheck.stores(benchmark, counts.acknowledged(), topic, result);
  }

  private void kafka(Benchmark benchmark, Result result, ServiceProcess second) throws Exception {
    var topic = CommittedEvents.fromNow(benchmark);
    var conflicts = Conflicts.from(benchmark.service(), second);
    var actions = new StampActions(Keys.of(id() + "-kafka", KEYS));
    var acknowledged = new Acknowledged(actions.keys());
    try (var load = new KafkaLoad(benchmark.kafka())) {
      load.send(actions, acknowledged, number -> number % KEYS, ACTIONS);
      new StoreProgress(benchmark).awaitCommitted(acknowledged);
    }
    report("kafka_two_instances", conflicts, acknowledged, result);
    StoreCheck.stores(benchmark, acknowledged, topic, result);
  }

  private static void report(
      String name, Conflicts conflicts, Acknowledged acknowledged, Result result) {
    result
        .metric(name + "_conflict_percent", 100 * conflicts.sinceStart() / ACTIONS)
        .metric(name + "_committed_percent", 100.0 * acknowledged.total() / ACTIONS);
  }
}
