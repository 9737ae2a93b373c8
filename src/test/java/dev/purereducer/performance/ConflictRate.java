package dev.purereducer.performance;

import dev.purereducer.cluster.ServiceProcess;

/** 10,000 actions over 1,000 workflows: how many lose a race, with one instance and with two. */
record ConflictRate() implements Workload {
  private static final int ACTIONS = 10_000;
  private static final int KEYS = 1_000;
  private static final int CONNECTIONS = 256;

  @Override
  public String id() {
    return "conflict-rate-10000";
  }

  @Override
  public String what() {
    return "%,d actions over %,d workflows: one instance, then two, Kafka and REST"
        .formatted(ACTIONS, KEYS);
  }

  @Override
  public int seconds() {
    return 50;
  }

  @Override
  public void run(Benchmark bench, Result result) throws Exception {
    result.parameter("actions", ACTIONS).parameter("keys", KEYS);
    result.parameter("connections", CONNECTIONS);
    rest(bench, "rest_one_instance", result, bench.service());
    try (var second = bench.startAnother(2)) {
      kafka(bench, result, second);
      rest(bench, "rest_two_instances", result, bench.service(), second);
    }
    result
        .atMost("rest_one_instance_conflict_percent", 0.5, "21 % of actions")
        .atLeast("rest_one_instance_committed_percent", 100, "100")
        .atMost("kafka_two_instances_conflict_percent", 0.5, "")
        .atLeast("kafka_two_instances_committed_percent", 100, "");
  }

  private void rest(Benchmark bench, String name, Result result, ServiceProcess... services) {
    var topic = CommittedTopic.now(bench);
    var conflicts = Conflicts.from(services);
    var actions = new Actions(Keys.of(id() + "-" + name, KEYS));
    var tally = new LatencyCounts(actions.keys());
    try (var client = new LoadClient(CONNECTIONS, services)) {
      client.run(ClosedLoad.of(actions, tally, number -> number % KEYS, ACTIONS));
    }
    report(name, conflicts, tally.acknowledged(), result);
    Check.stores(bench, tally.acknowledged(), topic, result);
  }

  private void kafka(Benchmark bench, Result result, ServiceProcess second) throws Exception {
    var topic = CommittedTopic.now(bench);
    var conflicts = Conflicts.from(bench.service(), second);
    var actions = new Actions(Keys.of(id() + "-kafka", KEYS));
    var acknowledged = new Acknowledged(actions.keys());
    try (var load = new KafkaLoad(bench.kafka())) {
      load.send(actions, acknowledged, number -> number % KEYS, ACTIONS);
      new Stores(bench).awaitCommitted(acknowledged);
    }
    report("kafka_two_instances", conflicts, acknowledged, result);
    Check.stores(bench, acknowledged, topic, result);
  }

  private static void report(
      String name, Conflicts conflicts, Acknowledged acknowledged, Result result) {
    result
        .metric(name + "_conflict_percent", 100 * conflicts.sinceThen() / ACTIONS)
        .metric(name + "_committed_percent", 100.0 * acknowledged.total() / ACTIONS);
  }
}
