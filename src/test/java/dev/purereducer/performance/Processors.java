package dev.purereducer.performance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Processor time used by the parts of a measurement, since their beginning, in seconds.
 *
 * @param all of the whole machine, these and others
 */
record Processors(double service, double postgres, double kafka, double client, double all) {
  /** The kernel counts in hundredths of a second, whatever its own clock. */
  private static final double TICKS_A_SECOND = 100;

  /** Fields of /proc/stat: user, nice, system; idle and waiting are between; irq, softirq. */
  private static final int[] BUSY = {1, 2, 3, 6, 7};

  /** Field of /proc/stat: what the host of a virtual machine gave to others. */
  private static final int[] STOLEN = {8};

  static Processors now(Benchmark bench) {
    return new Processors(
        bench.service().processorTime().toNanos() / 1e9,
        bench.postgres().processorTime().toNanos() / 1e9,
        bench.kafka().processorTime().toNanos() / 1e9,
        ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9,
        busySeconds());
  }

  Processors since(Processors before) {
    return new Processors(
        service - before.service,
        postgres - before.postgres,
        kafka - before.kafka,
        client - before.client,
        all - before.all);
  }

  /** What other processes of the machine used, which should be close to nothing. */
  double others() {
    return Math.max(0, all - service - postgres - kafka - client);
  }

  /** All processors of the machine together, since it was started. */
  static double busySeconds() {
    return seconds(BUSY);
  }

  /** The same, of the time that they were kept from working. */
  static double stolenSeconds() {
    return seconds(STOLEN);
  }

  private static double seconds(int... counted) {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      var fields = lines.findFirst().orElseThrow().split("\\s+");
      return Arrays.stream(counted)
              .mapToLong(field -> Long.parseLong(fields[field]))
              .sum()
          / TICKS_A_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
