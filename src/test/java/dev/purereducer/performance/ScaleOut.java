package dev.purereducer.performance;

import dev.purereducer.cluster.ServiceProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * One, two and three instances on the same PostgreSQL and Kafka, each with every role. Over REST all
 * of them write all workflows, which is the worst case; through Kafka each has its partitions.
 */
record ScaleOut(int seconds) implements Workload {
  private static final int MAX_INSTANCES = 3;
  private static final int CONNECTIONS = 256;
  private static final int KEYS = 500;
  private static final int KAFKA_ROUNDS = 40;

  ScaleOut() {
    this(240);
  }

  @Override
  public String id() {
    return "scale-out";
  }

  @Override
  public String what() {
    return "single POSTs over %d workflows for 20 s, then Kafka, with 1 to %d instances"
        .formatted(KEYS, MAX_INSTANCES);
  }

  @Override
  public void run(Benchmark bench, Result result) throws Exception {
    result
        .parameter("keys", KEYS)
        .parameter("connections", CONNECTIONS)
        .parameter("max_instances", MAX_INSTANCES);
    List<ServiceProcess> others = new ArrayList<>();
    try {
      for (int instances = 1; instances <= MAX_INSTANCES; instances++) {
        if (instances > 1) {
          others.add(bench.startAnother(instances));
        }
        measure(bench, others, result);
      }
    } finally {
      others.forEach(ServiceProcess::close);
    }
  }

  private void measure(Benchmark bench, List<ServiceProcess> others, Result result)
      throws Exception {
    var services = new ArrayList<>(others);
    services.add(bench.service());
    var all = services.toArray(ServiceProcess[]::new);
    var suffix = "_of_" + all.length;

    var topic = CommittedTopic.now(bench);
    var conflicts = Conflicts.from(all);
    var actions = new Actions(Keys.of(id() + all.length, KEYS));
    var tally = new LatencyCounts(actions.keys());
    try (var client = new LoadClient(CONNECTIONS, all)) {
      client.run(ClosedLoad.lasting(actions, tally, 20));
    }
    double committed = tally.acknowledged().total();
    result
        .metric("single_per_second" + suffix, committed / tally.seconds())
        .metric("conflicts_per_1000_actions" + suffix, 1_000 * conflicts.sinceThen() / committed)
        .latencies("latency" + suffix, tally.latency());
    Check.stores(bench, tally.acknowledged(), topic, result);

    topic = CommittedTopic.now(bench);
    var kafka = IngressMode.KAFKA.measure(bench, id() + "-kafka" + all.length, KAFKA_ROUNDS);
    result.metric("kafka_per_second" + suffix, kafka.acknowledged().total() / kafka.seconds());
    Check.stores(bench, kafka.acknowledged(), topic, result);
  }
}
