package dev.purereducer.performance;

import dev.purereducer.testkit.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.utils.AppInfoParser;

/** Description of the machine and the software versions, for the report. */
final class Machine {
  private static final double GIB = 1L << 30;

  private Machine() {}

  static String describe(Benchmark benchmark) throws IOException {
    return "%d × %s, %.0f GiB, %s %s; PostgreSQL %s, Kafka %s, Java %s; service: %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            first("/proc/cpuinfo", "model name"),
            Double.parseDouble(first("/proc/meminfo", "MemTotal").replaceAll("\\D", ""))
                * 1024
                / GIB,
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            benchmark.postgres().sql().text("SHOW server_version"),
            AppInfoParser.getVersion(),
            System.getProperty("java.version"),
            ServiceProcess.artifact());
  }

  private static String first(String file, String name) throws IOException {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
