package dev.purereducer.chaos;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import dev.purereducer.cluster.Sql;
import java.io.IOException;
import java.nio.file.Files;

/** What befalls the disk that PostgreSQL keeps its tables on. */
final class DiskFaults {
  private DiskFaults() {}

  /** The tables move to a small disk, and it fills up; the log of PostgreSQL stays where it is. */
  static void full(TestCluster world, Schedule schedule) throws IOException, InterruptedException {
    var sql = world.postgres().sql();
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

  /** In a moment in which the load holds no lock: waiting for one could only deadlock. */
  private static void move(Sql sql, String from, String to) {
    await().atMost(ofSeconds(30)).ignoreExceptions().until(() -> {
      sql.execute("ALTER TABLE ALL IN TABLESPACE " + from + " SET TABLESPACE " + to + " NOWAIT");
      return true;
    });
  }
}
