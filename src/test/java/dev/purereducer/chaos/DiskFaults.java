package dev.purereducer.chaos;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import dev.purereducer.testkit.Sql;
import java.io.IOException;
import java.nio.file.Files;

/** Faults of the disk with PostgreSQL's tables. */
final class DiskFaults {
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

  /** Moves all tables at a moment without locks, because waiting for a lock could deadlock. */
  private static void move(Sql sql, String from, String to) {
    await().atMost(ofSeconds(30)).ignoreExceptions().until(() -> {
      sql.execute("ALTER TABLE ALL IN TABLESPACE " + from + " SET TABLESPACE " + to + " NOWAIT");
      return true;
    });
  }
}
