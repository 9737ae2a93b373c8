package dev.purereducer.performance;

import dev.purereducer.testkit.LoadClient;
import dev.purereducer.testkit.ServiceProcess;
import java.util.ArrayList;
import java.util.List;

/**
 * Workload on one, two and three instances with all roles. Over REST all instances write all
 * workflows, which is the worst case; through Kafka each has its own partitions.
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
  public String description() {
    return "single POSTs over %d workflows for 20 s, then Kafka, with 1 to %d instances"
        .formatted(KEYS, MAX_INSTANCES);
  }

  @Override
  public void run(Benchmark benchmark, Result result) throws Exception {
    result
        .parameter("keys", KEYS)
        .parameter("connections", CONNECTIONS)
        .parameter("max_instances", MAX_INSTANCES);
    List<ServiceProcess> others = new ArrayList<>();
    try {
      for (int instances = 1; instances <= MAX_INSTANCES; instances++) {
        if (instances > 1) {
          others.add(benchmark.startAnother(instances));
        }
        measure(benchmark, others, result);
      }
    } finally {
      others.forEach(ServiceProcess::close);
    }
  }

  private void measure(Benchmark benchmark, List<ServiceProcess> others, Result result)
      throws Exception {
    var services = new ArrayList<>(others);
    services.add(benchmark.service());
    var all = services.toArray(ServiceProcess[]::new);
    var suffix = "_of_" + all.length;

    var topic = CommittedEvents.fromNow(benchmark);
    var conflicts = Conflicts.from(all);
    var actions = new StampActions(Keys.of(id() + all.length, KEYS));
    var counts = new LatencyCounts(actions.keys());
    try (var client = LoadClient.connectAndAwaitIdle(CONNECTIONS, all)) {
      client.run(ClosedLoad.lasting(actions, counts, 20));
    }
    double committed = counts.acknowledged().total();
    result
        .metric("single_per_second" + suffix, committed / counts.seconds())
        .metric("conflicts_per_1000_actions" + suffix, 1_000 * conflicts.sinceStart() / committed)
        .latencies("latency" + suffix, counts.latency());
    StoreCheck.stores(benchmark, counts.acknowledged(), topic, result);

    topic = CommittedEvents.fromNow(benchmark);
    var kafka = IngressMode.KAFKA.measure(benchmark, id() + "-kafka" + all.length, KAFKA_ROUNDS);
    result.metric("kafka_per_second" + suffix, kafka.acknowledged().total() / kafka.seconds());
    StoreCheck.stores(benchmark, kafka.acknowledged(), topic, result);
  }
}
