package dev.purereducer.performance;

import java.time.Duration;

/** What actions cost the servers: write-ahead log, transactions, processor time. */
final class Cost {
  private final Bench bench;
  private final long walBytes;
  private final long transactions;
  private final Duration processorTime;

  private Cost(Bench bench) {
    this.bench = bench;
    walBytes = walBytes(bench);
    transactions = transactions(bench);
    processorTime = bench.service().processorTime();
  }

  static Cost from(Bench bench) {
    return new Cost(bench);
  }

  /** Since then, for each of so many actions. */
  void report(long actions, Result result) {
    var used = bench.service().processorTime().minus(processorTime);
    result
        .metric("wal_bytes_per_action", (double) (walBytes(bench) - walBytes) / actions)
        .metric("transactions_per_action", (double) (transactions(bench) - transactions) / actions)
        .metric("service_cpu_micros_per_action", used.toNanos() / 1e3 / actions);
  }

  private static long walBytes(Bench bench) {
    return bench.postgres().sql().number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')");
  }

  private static long transactions(Bench bench) {
    return bench
        .postgres()
        .sql()
        .number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
  }
}
