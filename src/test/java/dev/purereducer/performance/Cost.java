package dev.purereducer.performance;

/** What actions cost the servers: write-ahead log, transactions, processor time. */
final class Cost {
  private final Benchmark bench;
  private final long walBytes;
  private final long transactions;
  private final Processors processors;
  private final long startNanos = System.nanoTime();

  private Cost(Benchmark bench) {
    this.bench = bench;
    walBytes = walBytes(bench);
    transactions = transactions(bench);
    processors = Processors.now(bench);
  }

  static Cost from(Benchmark bench) {
    return new Cost(bench);
  }

  /** Since then, for each of so many actions. */
  void report(long actions, Result result) {
    var used = Processors.now(bench).since(processors);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double micros = 1e6 / actions;
    result
        .metric("wal_bytes_per_action", (double) (walBytes(bench) - walBytes) / actions)
        .metric("transactions_per_action", (double) (transactions(bench) - transactions) / actions)
        .metric("service_cpu_micros_per_action", used.service() * micros)
        .metric("postgres_cpu_micros_per_action", used.postgres() * micros)
        .metric("kafka_cpu_micros_per_action", used.kafka() * micros)
        .metric("client_cpu_micros_per_action", used.client() * micros)
        .metric("processors_busy_with_others", used.others() / seconds);
  }

  private static long walBytes(Benchmark bench) {
    return bench.postgres().sql().number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')");
  }

  private static long transactions(Benchmark bench) {
    return bench
        .postgres()
        .sql()
        .number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
  }
}
