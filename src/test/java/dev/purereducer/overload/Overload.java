package dev.purereducer.overload;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Overload of the packaged service with a heap of 256 MiB. The service must refuse (429 or 503 with
 * Retry-After), stay within its memory, lose no accepted action, bound the latency of accepted
 * actions, and be as fast as before afterwards.
 */
final class Overload {
  /** {@code purereducer.requests.max} of the service. */
  private static final int MAX_REQUESTS = 512;

  private static final int NON_BACKING_OFF_CLIENTS = 6 * MAX_REQUESTS;
  private static final String OVERLOAD_PREFIX = "overload-";

  /** Clients of the measurements before and after the overload. */
  private static final int MODERATE_CLIENTS = 64;

  /** {@code purereducer.commit.max-wait}. */
  private static final long MAX_WAIT_MILLIS = 5_000;

  /** Margin for the clients of this JVM; on a busy machine they need as long as for a refusal. */
  private static final long MIN_MARGIN_MILLIS = 2_000;

  /** Heap, code, threads and buffers of a JVM with {@code -Xmx256m}. */
  private static final long MAX_RESIDENT_BYTES = 640L * 1_024 * 1_024;

  private static final double RECOVERED_SHARE = 0.8;
  private static final Logger LOG = Logger.getLogger(Overload.class);

  private Overload() {}

  /**
   * One run.
   *
   * @param builder of a service on {@code postgres}
   * @param duration of the overload
   * @param minRatio the least ratio of all requests to committed ones
   * @param measurement duration of each measurement of the throughput
   */
  static void run(
      ServiceProcess.Builder builder,
      PostgresProcess postgres,
      Duration duration,
      double minRatio,
      Duration measurement)
      throws Exception {
    try (var service = builder
        .jvm(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))
        .set("purereducer.requests.max", Integer.toString(MAX_REQUESTS))
        .start()) {
      throughput(service, "warm-", measurement);
      var before = PairedRate.measure(postgres, () -> throughput(service, "before-", measurement));
      var counts = overload(service, postgres, duration);
      long offered = counts.total() / duration.toSeconds();
      LOG.infof("before=%s overload: offered=%d/s %s", before, offered, counts);

      checkResponses(counts);
      assertTrue(
          counts.total() >= minRatio * counts.count(OverloadCounts.COMMITTED), counts::toString);
      assertTrue(service.isAlive());
      await().atMost(Duration.ofSeconds(30)).until(service::isReady);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> after(service, postgres, measurement).reaches(before, RECOVERED_SHARE));
    }
  }

  private static PairedRate after(
      ServiceProcess service, PostgresProcess postgres, Duration measurement) {
    return PairedRate.measure(
        postgres, () -> throughput(service, "after-" + System.nanoTime(), measurement));
  }

  private static void checkResponses(OverloadCounts counts) {
    assertEquals(
        counts.total(),
        counts.count(OverloadCounts.COMMITTED) + counts.count(OverloadCounts.REFUSED),
        counts::toString);
    assertTrue(counts.count(OverloadCounts.REFUSED) > 0, "nothing was refused");
    double maxMillis =
        MAX_WAIT_MILLIS + Math.max(MIN_MARGIN_MILLIS, counts.refusalPercentileMillis(99));
    assertTrue(counts.percentileMillis(99) <= maxMillis, counts::toString);
    assertTrue(
        counts.longestPause().toMillis() <= maxMillis,
        () -> "no commit for " + counts.longestPause());
  }

  private static OverloadCounts overload(
      ServiceProcess service, PostgresProcess postgres, Duration time) throws Exception {
    var maxResidentBytes = new AtomicLong();
    var over = new AtomicBoolean();
    var memoryWatch = Thread.ofPlatform().start(() -> watchMemory(service, maxResidentBytes, over));
    var counts = NonBackingOffClients.run(service, OVERLOAD_PREFIX, NON_BACKING_OFF_CLIENTS, time);
    over.set(true);
    memoryWatch.join();
    assertTrue(
        maxResidentBytes.get() < MAX_RESIDENT_BYTES, () -> "resident bytes: " + maxResidentBytes);
    LOG.infof("resident at most %d MiB", maxResidentBytes.get() / (1_024 * 1_024));
    checkNothingLost(counts, postgres);
    return counts;
  }

  private static void watchMemory(
      ServiceProcess service, AtomicLong maxResidentBytes, AtomicBoolean over) {
    while (!over.get() && service.isAlive()) {
      maxResidentBytes.accumulateAndGet(service.residentBytes(), Math::max);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** Versions count all acknowledged actions, and besides them at most the uncertain ones. */
  private static void checkNothingLost(OverloadCounts counts, PostgresProcess postgres) {
    Map<String, Long> versions = new HashMap<>();
    postgres
        .sql()
        .rows(
            "SELECT workflow_key, version FROM workflow_state WHERE starts_with(workflow_key, ?)",
            row -> versions.put(row.getString(1), row.getLong(2)),
            OVERLOAD_PREFIX);
    for (int client = 0; client < NON_BACKING_OFF_CLIENTS; client++) {
      var key = NonBackingOffClients.key(OVERLOAD_PREFIX, client);
      long version = versions.getOrDefault(key, 0L);
      int committed = counts.committed(client);
      assertTrue(
          version >= committed && version <= committed + counts.uncertain(client),
          () -> key + " has version " + version + ", acknowledged were " + committed);
    }
  }

  private static double throughput(ServiceProcess service, String prefix, Duration measurement) {
    var counts = NonBackingOffClients.run(service, prefix, MODERATE_CLIENTS, measurement);
    return counts.count(OverloadCounts.COMMITTED) / (double) measurement.toSeconds();
  }
}
