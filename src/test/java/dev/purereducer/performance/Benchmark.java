package dev.purereducer.performance;

import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.LoadClient;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The warmed-up servers of the suite, and the reference rate of this PostgreSQL. */
final class Benchmark implements AutoCloseable {
  /** Long enough for the JVM's compilers to finish. */
  static final int WARM_UP_SECONDS = Integer.getInteger("performance.warm-up-seconds", 180);

  /** The container image's options, with a heap size. */
  private static final String JVM_OPTIONS =
      System.getProperty("performance.jvm", "-Xmx512m -XX:+UseCompactObjectHeaders");

  private static final int CONNECTIONS = 256;
  private static final int BULK_CONNECTIONS = 8;
  private static final int WARM_UP_KEYS = 50;
  private static final int SECONDS_PER_BURST = 30;

  private final PostgresProcess postgres;
  private final KafkaProcess kafka;
  private final ServiceProcess service;
  private final Reference reference;

  private Benchmark(PostgresProcess postgres) {
    this.postgres = postgres;
    WalSegments.preallocate(postgres);
    this.reference = Reference.measure(postgres);
    this.kafka = KafkaProcess.start();
    this.service = start("service");
  }

  static Benchmark start() throws Exception {
    var benchmark = new Benchmark(PostgresProcess.start(PostgresSettings.recommended()));
    benchmark.warmUp("warm-up", benchmark.service, WARM_UP_SECONDS);
    return benchmark;
  }

  private ServiceProcess start(String name) {
    return ServiceProcess.on(postgres, kafka)
        .named(name)
        .jvm(List.of(JVM_OPTIONS.split(" ")))
        .start();
  }

  /** A further, warmed-up instance, which the caller closes. */
  ServiceProcess startAnother(int number) throws Exception {
    var another = start("service-" + number);
    warmUp("warm-up-" + number, another, WARM_UP_SECONDS / 3);
    return another;
  }

  private void warmUp(String name, ServiceProcess warmed, int seconds) throws Exception {
    var keys = Keys.of(name, WARM_UP_KEYS);
    var actions = new StampActions(keys);
    var counts = new LatencyCounts(keys);
    try (var client = LoadClient.connectAndAwaitIdle(CONNECTIONS, warmed)) {
      client.run(ClosedLoad.lasting(actions, counts, seconds * 0.7));
      client.run(new PacedLoad(actions, counts, PacedLoad.Pace.lasting(1_000, seconds * 0.1, 10)));
    }
    int bulkActions = seconds * 1_000;
    IntUnaryOperator keyOf = number -> number % WARM_UP_KEYS;
    // connected late, because the service closes connections that are idle for a minute
    try (var bulk = LoadClient.connectAndAwaitIdle(BULK_CONNECTIONS, warmed);
        var kafkaLoad = new KafkaLoad(kafka)) {
      bulk.run(new BulkLoad(actions, counts.acknowledged(), keyOf, bulkActions));
      kafkaLoad.send(actions, counts.acknowledged(), keyOf, bulkActions);
    }
    for (int time = 0; time < seconds / SECONDS_PER_BURST; time++) {
      for (var burst : Workloads.BURSTS) {
        burst.measure(warmed, name + "-" + burst.id() + "-" + time);
        warmed.metrics();
      }
    }
    var stores = new StoreProgress(this);
    stores.awaitCommitted(counts.acknowledged());
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

  Reference reference() {
    return reference;
  }

  @Override
  public void close() {
    service.close();
    kafka.close();
    postgres.close();
  }

  /**
   * Preallocation of write-ahead log segments. A server that has run for a while recycles segments; a
   * new one has to create each of them, and the commit that needs it waits about 50 ms.
   */
  static final class WalSegments {
    private static final String KEPT_SEGMENTS = """
        SELECT kept.setting::bigint * 1024 * 1024 / size.setting::bigint
        FROM pg_settings AS kept, pg_settings AS size
        WHERE kept.name = 'min_wal_size' AND size.name = 'wal_segment_size'
        """;

    private WalSegments() {}

    /** Creates as many segments as the server keeps for recycling. */
    static void preallocate(PostgresProcess postgres) {
      var sql = postgres.sql();
      long segments = sql.number(KEPT_SEGMENTS);
      for (long i = 0; i < segments; i++) {
        sql.text("SELECT pg_logical_emit_message(true, 'next', 'segment')::text");
        sql.text("SELECT pg_switch_wal()::text");
      }
      sql.execute("CHECKPOINT");
    }
  }
}
