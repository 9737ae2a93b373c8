package dev.purereducer.performance;

import dev.purereducer.testkit.ProcessorTime;

/** Cost per action: write-ahead log, transactions and processor time. */
final class Cost {
  private final Benchmark benchmark;
  private final long walBytes;
  private final long transactions;
  private final ProcessorUsage processors;
  private final long startNanos = System.nanoTime();

  private Cost(Benchmark benchmark) {
    this.benchmark = benchmark;
    walBytes = walBytes(benchmark);
    transactions = transactions(benchmark);
    processors = ProcessorUsage.now(benchmark);
  }

  static Cost from(Benchmark benchmark) {
    return new Cost(benchmark);
  }

  /** Adds the cost since the start, divided by the number of actions. */
  void report(long actions, Result result) {
    var used = ProcessorUsage.now(benchmark).since(processors);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    double micros = 1e6 / actions;
    result
        .metric("wal_bytes_per_action", (double) (walBytes(benchmark) - walBytes) / actions)
        .metric(
            "transactions_per_action", (double) (transactions(benchmark) - transactions) / actions)
        .metric("service_cpu_micros_per_action", used.service() * micros)
        .metric("postgres_cpu_micros_per_action", used.postgres() * micros)
        .metric("kafka_cpu_micros_per_action", used.kafka() * micros)
        .metric("client_cpu_micros_per_action", used.client() * micros)
        .metric("processors_used_by_others", used.others() / seconds);
  }

  private static long walBytes(Benchmark benchmark) {
    return benchmark.postgres().sql().number("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')");
  }

  private static long transactions(Benchmark benchmark) {
    return benchmark
        .postgres()
        .sql()
        .number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
  }

  /**
   * Processor seconds of the processes of a measurement since their start.
   *
   * @param all the whole machine, including other processes
   */
  record ProcessorUsage(double service, double postgres, double kafka, double client, double all) {
    static ProcessorUsage now(Benchmark benchmark) {
      return new ProcessorUsage(
          benchmark.service().processorTime().toNanos() / 1e9,
          benchmark.postgres().processorTime().toNanos() / 1e9,
          benchmark.kafka().processorTime().toNanos() / 1e9,
          ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9,
          ProcessorTime.busySeconds());
    }

    ProcessorUsage since(ProcessorUsage before) {
      return new ProcessorUsage(
          service - before.service,
          postgres - before.postgres,
          kafka - before.kafka,
          client - before.client,
          all - before.all);
    }

    /** Use by other processes of the machine, which should be close to zero. */
    double others() {
      return Math.max(0, all - service - postgres - kafka - client);
    }
  }
}
