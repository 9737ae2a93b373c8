package dev.purereducer.start;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Builds the AOT cache of the package in a training run on real servers, and measures the time from
 * process start to the first committed action with and without it.
 */
class StartSuite {
  private static final Path CACHE = Path.of("target", "quarkus-app", "app.aot").toAbsolutePath();
  private static final Path REPORT = Path.of("target", "start", "report.md");
  private static final int ROUNDS = 7;
  private static final String ADD_ACTION = """
      {"reducer": "counter", "payload": {"add": 1}}
      """;

  /** JVM options to measure, with the measured starts. */
  private record Variant(String name, List<String> options, List<Start> starts) {
    private Variant(String name, String... options) {
      this(name, List.of(options), new ArrayList<>());
    }

    private long medianMillis() {
      return median(starts.stream().map(Start::millis).sorted().toList());
    }

    private long medianMebibytes() {
      return median(starts.stream().map(Start::mebibytes).sorted().toList());
    }

    private static long median(List<Long> sorted) {
      return sorted.get(sorted.size() / 2);
    }
  }

  /** Time to the first committed action, and resident memory at that moment. */
  private record Start(long millis, long mebibytes) {}

  private static final boolean NATIVE = ServiceProcess.artifact().equals("native");

  @Test
  void aotCache_shortensTheStart() throws IOException {
    var plain = new Variant(NATIVE ? "native" : "plain");
    var cached = new Variant("AOT cache", "-XX:AOTCache=" + CACHE);
    var variants = NATIVE ? List.of(plain) : List.of(plain, cached);
    try (var postgres = PostgresProcess.start();
        var kafka = KafkaProcess.start()) {
      if (!NATIVE) {
        train(postgres, kafka);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (var variant : variants) {
          variant.starts.add(start(postgres, kafka, variant));
        }
      }
    }

    report(variants);
    assertTrue(
        NATIVE || cached.medianMillis() < 0.8 * plain.medianMillis(),
        () -> "median start: " + cached.medianMillis() + " ms with, " + plain.medianMillis()
            + " ms without the AOT cache");
  }

  private static void train(PostgresProcess postgres, KafkaProcess kafka) throws IOException {
    Files.deleteIfExists(CACHE);
    try (var service = ServiceProcess.on(postgres, kafka)
        .named("training")
        .jvm(List.of("-XX:AOTCacheOutput=" + CACHE))
        .start()) {
      new Training(service).run();
    }
    assertTrue(Files.exists(CACHE), CACHE + " was not written");
  }

  private static Start start(PostgresProcess postgres, KafkaProcess kafka, Variant variant) {
    var service = ServiceProcess.on(postgres, kafka).jvm(variant.options).named("measured");
    try (var started = service.create()) {
      var begun = Instant.now();
      started.restart(() -> commits(started));
      var took = Duration.between(begun, Instant.now());
      return new Start(took.toMillis(), started.residentBytes() >> 20);
    }
  }

  private static boolean commits(ServiceProcess service) {
    try {
      return service.post("/v1/workflows/start:1/actions", ADD_ACTION).statusCode() == 200;
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  private static void report(List<Variant> variants) throws IOException {
    var lines = new ArrayList<String>();
    lines.add("| start | first committed action after, ms (median; min to max) | ratio |"
        + " resident memory, MiB |");
    lines.add("|---|---|---|---|");
    long plain = variants.getFirst().medianMillis();
    for (var variant : variants) {
      var millis = variant.starts.stream().mapToLong(Start::millis).summaryStatistics();
      lines.add(String.format(
          Locale.ROOT,
          "| %s | %d; %d to %d | %.2f | %d |",
          variant.name,
          variant.medianMillis(),
          millis.getMin(),
          millis.getMax(),
          (double) variant.medianMillis() / plain,
          variant.medianMebibytes()));
    }
    Files.createDirectories(REPORT.getParent());
    Files.write(REPORT, lines);
    lines.forEach(System.out::println);
  }
}
