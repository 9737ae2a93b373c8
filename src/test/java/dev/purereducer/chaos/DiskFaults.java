package dev.purereducer.chaos;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** Faults of the disk with PostgreSQL's tables, and of an instance's temporary directory. */
final class DiskFaults {
  private static final int COMPRESSED_ACTIONS = 200;

  private DiskFaults() {}

  /** The tables move to a small disk, which fills up; the write-ahead log stays on its disk. */
  static void full(TestCluster cluster, Schedule schedule)
      throws IOException, InterruptedException {
    var sql = cluster.postgres().sql();
    try (var disk = SmallDisk.mount()) {
      var space = Files.createDirectory(disk.directory().resolve("tables"));
      sql.execute("CREATE TABLESPACE small LOCATION '" + space + "'");
      move(sql, "pg_default", "small");
      disk.fill();
      Thread.sleep(schedule.between(ofSeconds(6), ofSeconds(10)));
      disk.free();
      move(sql, "small", "pg_default");
      sql.execute("DROP TABLESPACE small");
    }
  }

  /** Compressed actions reach an instance that cannot unpack and load the codecs' libraries. */
  static void noExecTmp(TestCluster cluster, Schedule schedule)
      throws IOException, InterruptedException {
    try (var disk = SmallDisk.mountWithoutExec();
        var guest =
            cluster.join(cluster.guest().jvm(List.of("-Djava.io.tmpdir=" + disk.directory())))) {
      for (var codec : schedule.shuffled(List.of("zstd", "snappy", "lz4", "gzip"))) {
        var probes = ProbeActions.of(cluster, "noexec-tmp-" + codec, "counter", "{}");
        probes.send(COMPRESSED_ACTIONS, Map.of("compression.type", codec));
        probes.awaitOutcomes(COMPRESSED_ACTIONS, ofSeconds(20));
      }
      assertTrue(guest.service().isReady());
    }
  }

  /** Moves all tables at a moment without locks, because waiting for a lock could deadlock. */
  private static void move(Sql sql, String from, String to) {
    await().atMost(ofSeconds(30)).ignoreExceptions().until(() -> {
      sql.execute("ALTER TABLE ALL IN TABLESPACE " + from + " SET TABLESPACE " + to + " NOWAIT");
      return true;
    });
  }
}
