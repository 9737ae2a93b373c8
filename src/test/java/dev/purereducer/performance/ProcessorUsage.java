package dev.purereducer.performance;

import dev.purereducer.testkit.ProcessorTime;

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
