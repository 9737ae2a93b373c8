package dev.purereducer.overload;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.cluster.PostgresProcess;
import dev.purereducer.cluster.ServiceProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Overload of the packaged service with a heap of 256 MiB: it refuses with 429 or 503 and
 * Retry-After, stays within its memory, loses no accepted action, responds to accepted actions in a
 * bounded time, and recovers its throughput afterwards.
 */
final class Overload {
  private static final int MAX_REQUESTS = 512;

  /** Clients that send the next action as soon as the last one has a response. */
  private static final int EXCESSIVE_CLIENTS = 6 * MAX_REQUESTS;

  private static final int NORMAL_CLIENTS = 64;
  /** {@code purereducer.commit.max-wait}, and a margin for the clients in this JVM. */
  private static final long MAX_ACCEPTED_MILLIS = 5_000 + 2_000;

  /** Heap, code, threads and buffers of a JVM with {@code -Xmx256m}. */
  private static final long MAX_RESIDENT_BYTES = 640L * 1_024 * 1_024;

  private static final double RECOVERED = 0.8;
  private static final Logger LOG = Logger.getLogger(Overload.class);

  private Overload() {}

  /**
   * One run.
   *
   * @param builder of a service on {@code postgres}
   * @param time of the overload
   * @param factor the offered rate must be this many times the normal throughput
   * @param measured time of each measurement of the normal throughput
   */
  static void run(
      ServiceProcess.Builder builder,
      PostgresProcess postgres,
      Duration time,
      double factor,
      Duration measured)
      throws Exception {
    try (var service = builder
        .jvm(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))
        .set("purereducer.requests.max", Integer.toString(MAX_REQUESTS))
        .start()) {
      throughput(service, "warm-", measured);
      double before = throughput(service, "before-", measured);
      var counts = overload(service, postgres, time);
      double offered = counts.all() / (double) time.toSeconds();
      LOG.infof("before=%.0f/s overload: offered=%.0f/s %s", before, offered, counts);

      checkAnswers(counts);
      assertTrue(
          offered >= factor * before, () -> offered + "/s offered, normal are " + before + "/s");
      assertTrue(service.isAlive());
      await().atMost(Duration.ofSeconds(30)).until(service::isReady);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() ->
              throughput(service, "after-" + System.nanoTime(), measured) >= RECOVERED * before);
    }
  }

  private static void checkAnswers(OverloadCounts counts) {
    assertEquals(
        counts.all(),
        counts.count(OverloadCounts.Answers.COMMITTED)
            + counts.count(OverloadCounts.Answers.REFUSED),
        counts::toString);
    assertTrue(counts.count(OverloadCounts.Answers.REFUSED) > 0, "nothing was refused");
    assertTrue(counts.percentileMillis(99) <= MAX_ACCEPTED_MILLIS, counts::toString);
  }

  private static OverloadCounts overload(
      ServiceProcess service, PostgresProcess postgres, Duration time) throws Exception {
    var peak = new AtomicLong();
    var over = new AtomicBoolean();
    var watcher = Thread.ofPlatform().start(() -> watch(service, peak, over));
    try (var clients = new NonBackingOffClients(service, "overload-", EXCESSIVE_CLIENTS)) {
      var counts = clients.run(time);
      over.set(true);
      watcher.join();
      assertTrue(peak.get() < MAX_RESIDENT_BYTES, () -> "resident bytes: " + peak);
      LOG.infof("resident at most %d MiB", peak.get() / (1_024 * 1_024));
      checkNothingLost(clients, counts, postgres);
      return counts;
    }
  }

  private static void watch(ServiceProcess service, AtomicLong peak, AtomicBoolean over) {
    while (!over.get() && service.isAlive()) {
      peak.accumulateAndGet(service.residentBytes(), Math::max);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** Each workflow has all accepted actions, and beyond them only some without a known outcome. */
  private static void checkNothingLost(
      NonBackingOffClients clients, OverloadCounts counts, PostgresProcess postgres) {
    Map<String, Long> versions = new HashMap<>();
    postgres
        .sql()
        .rows(
            "SELECT workflow_key, version FROM workflow_state WHERE workflow_key LIKE 'overload-%'",
            row -> versions.put(row.getString(1), row.getLong(2)));
    for (int client = 0; client < EXCESSIVE_CLIENTS; client++) {
      var key = clients.key(client);
      long version = versions.getOrDefault(key, 0L);
      int accepted = counts.committed(client);
      assertTrue(
          version >= accepted && version <= accepted + counts.doubtful(client),
          () -> key + " has version " + version + ", accepted were " + accepted);
    }
  }

  private static double throughput(ServiceProcess service, String prefix, Duration time)
      throws Exception {
    try (var clients = new NonBackingOffClients(service, prefix, NORMAL_CLIENTS)) {
      var counts = clients.run(time);
      return counts.count(OverloadCounts.Answers.COMMITTED) / (double) time.toSeconds();
    }
  }
}
