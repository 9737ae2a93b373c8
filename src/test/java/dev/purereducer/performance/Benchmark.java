package dev.purereducer.performance;

import dev.purereducer.cluster.KafkaProcess;
import dev.purereducer.cluster.PostgresProcess;
import dev.purereducer.cluster.ServiceProcess;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** What is measured: the servers, warmed up, and the yardstick of this PostgreSQL. */
final class Benchmark implements AutoCloseable {
  /** For the whole suite; said in the report. The JVM's compilers are not done any sooner. */
  static final int WARM_UP_SECONDS = Integer.getInteger("performance.warm-up-seconds", 180);

  /** Those of the container file, and a heap. */
  private static final String JVM_OPTIONS =
      System.getProperty("performance.jvm", "-Xmx512m -XX:+UseCompactObjectHeaders");

  private static final int CONNECTIONS = 256;
  private static final int BULK_CONNECTIONS = 8;
  private static final int WARM_UP_KEYS = 50;
  private static final int SECONDS_A_BURST = 30;

  private final PostgresProcess postgres;
  private final KafkaProcess kafka;
  private final ServiceProcess service;
  private final Reference yardstick;

  private Benchmark(PostgresProcess postgres) {
    this.postgres = postgres;
    LogFiles.make(postgres);
    this.yardstick = Reference.measure(postgres);
    this.kafka = KafkaProcess.start();
    this.service = start("service");
  }

  static Benchmark start() throws Exception {
    var bench = new Benchmark(PostgresProcess.start(PostgresSettings.recommended()));
    bench.warmUp("warm-up", bench.service, WARM_UP_SECONDS);
    return bench;
  }

  private ServiceProcess start(String name) {
    return ServiceProcess.on(postgres, kafka)
        .named(name)
        .jvm(List.of(JVM_OPTIONS.split(" ")))
        .start();
  }

  /** One instance more, warm; the caller stops it. */
  ServiceProcess startAnother(int number) throws Exception {
    var another = start("service-" + number);
    warmUp("warm-up-" + number, another, WARM_UP_SECONDS / 3);
    return another;
  }

  private void warmUp(String name, ServiceProcess warmed, int seconds) throws Exception {
    var keys = Keys.of(name, WARM_UP_KEYS);
    var actions = new Actions(keys);
    var tally = new LatencyCounts(keys);
    try (var client = new LoadClient(CONNECTIONS, warmed)) {
      client.run(ClosedLoad.lasting(actions, tally, seconds * 0.7));
      client.run(new PacedLoad(actions, tally, PacedLoad.Pace.lasting(1_000, seconds * 0.1, 10)));
    }
    int further = seconds * 1_000;
    IntUnaryOperator keyOf = number -> number % WARM_UP_KEYS;
    // opened when needed: the service closes what is idle for a minute
    try (var bulk = new LoadClient(BULK_CONNECTIONS, warmed);
        var kafkaLoad = new KafkaLoad(kafka)) {
      bulk.run(new BulkLoad(actions, tally.acknowledged(), keyOf, further));
      kafkaLoad.send(actions, tally.acknowledged(), keyOf, further);
    }
    for (int time = 0; time < seconds / SECONDS_A_BURST; time++) {
      for (var burst : Workloads.BURSTS) {
        burst.measure(warmed, name + "-" + burst.id() + "-" + time);
        warmed.metrics();
      }
    }
    var stores = new Stores(this);
    stores.awaitCommitted(tally.acknowledged());
    stores.awaitProjected(keys);
  }

  PostgresProcess postgres() {
    return postgres;
  }

  KafkaProcess kafka() {
    return kafka;
  }

  ServiceProcess service() {
    return service;
  }

  Reference yardstick() {
    return yardstick;
  }

  @Override
  public void close() {
    service.close();
    kafka.close();
    postgres.close();
  }
}
