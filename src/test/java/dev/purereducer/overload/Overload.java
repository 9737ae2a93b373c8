package dev.purereducer.overload;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.cluster.KafkaProcess;
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
 * The packaged service with a heap of 256 MiB under far more than it can take: it says so (429, 503,
 * Retry-After), stays within its memory, loses nothing that it accepted, answers what it accepts in
 * a bounded time, and is as fast as before afterwards.
 */
final class Overload {
  /** What may be under way. */
  private static final int TAKEN = 512;

  /** Clients that never wait: each has an action under way, or asks again at once. */
  private static final int RUDE = 6 * TAKEN;

  private static final int POLITE = 64;
  private static final Duration MEASURED = Duration.ofSeconds(5);

  /** What {@code purereducer.commit.max-wait} gives an action, and some for clients of this JVM. */
  private static final long MAX_ACCEPTED_MILLIS = 5_000 + 2_000;

  /** Heap, code, threads and buffers of a JVM with {@code -Xmx256m}. */
  private static final long MAX_RESIDENT_BYTES = 640L * 1_024 * 1_024;

  private static final double RECOVERED = 0.8;
  private static final Logger LOG = Logger.getLogger(Overload.class);

  private Overload() {}

  /** {@code times}: so many times what it can take must have been offered. */
  static void run(Duration time, double times) throws Exception {
    try (var postgres = PostgresProcess.start();
        var kafka = KafkaProcess.start();
        var service = ServiceProcess.on(postgres, kafka)
            .jvm(List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"))
            .set("purereducer.requests.max", Integer.toString(TAKEN))
            .start()) {
      throughput(service, "warm-");
      double before = throughput(service, "before-");
      var tally = overload(service, postgres, time);
      double offered = tally.all() / (double) time.toSeconds();
      LOG.infof("before=%.0f/s overload: offered=%.0f/s %s", before, offered, tally);

      checkAnswers(tally);
      assertTrue(offered >= times * before, () -> offered + "/s, and it takes " + before + "/s");
      assertTrue(service.isAlive());
      await().atMost(Duration.ofSeconds(30)).until(service::isReady);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> throughput(service, "after-" + System.nanoTime()) >= RECOVERED * before);
    }
  }

  private static void checkAnswers(OverloadCounts tally) {
    assertEquals(
        tally.all(),
        tally.count(OverloadCounts.Answers.COMMITTED) + tally.count(OverloadCounts.Answers.REFUSED),
        tally::toString);
    assertTrue(tally.count(OverloadCounts.Answers.REFUSED) > 0, "it was no overload");
    assertTrue(tally.percentileMillis(99) <= MAX_ACCEPTED_MILLIS, tally::toString);
  }

  private static OverloadCounts overload(
      ServiceProcess service, PostgresProcess postgres, Duration time) throws Exception {
    var most = new AtomicLong();
    var over = new AtomicBoolean();
    var watcher = Thread.ofPlatform().start(() -> watch(service, most, over));
    try (var clients = new NonBackingOffClients(service, "rude-", RUDE)) {
      var tally = clients.run(time);
      over.set(true);
      watcher.join();
      assertTrue(most.get() < MAX_RESIDENT_BYTES, () -> "resident bytes: " + most);
      LOG.infof("resident at most %d MiB", most.get() / (1_024 * 1_024));
      checkNothingLost(clients, tally, postgres);
      return tally;
    }
  }

  private static void watch(ServiceProcess service, AtomicLong most, AtomicBoolean over) {
    while (!over.get() && service.isAlive()) {
      most.accumulateAndGet(service.residentBytes(), Math::max);
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
  }

  /** Each accepted action has its version; beyond them there are only those nobody was sure of. */
  private static void checkNothingLost(
      NonBackingOffClients clients, OverloadCounts tally, PostgresProcess postgres) {
    Map<String, Long> versions = new HashMap<>();
    postgres
        .sql()
        .rows(
            "SELECT workflow_key, version FROM workflow_state WHERE workflow_key LIKE 'rude-%'",
            row -> versions.put(row.getString(1), row.getLong(2)));
    for (int client = 0; client < RUDE; client++) {
      var key = clients.key(client);
      long version = versions.getOrDefault(key, 0L);
      int accepted = tally.committed(client);
      assertTrue(
          version >= accepted && version <= accepted + tally.doubtful(client),
          () -> key + " has version " + version + ", accepted were " + accepted);
    }
  }

  private static double throughput(ServiceProcess service, String prefix) throws Exception {
    try (var clients = new NonBackingOffClients(service, prefix, POLITE)) {
      var tally = clients.run(MEASURED);
      return tally.count(OverloadCounts.Answers.COMMITTED) / (double) MEASURED.toSeconds();
    }
  }
}
