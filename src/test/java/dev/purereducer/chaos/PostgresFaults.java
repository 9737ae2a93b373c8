package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Faults of PostgreSQL. */
final class PostgresFaults {
  private static final Duration PAUSE = ofSeconds(20);

  private static final String SESSIONS =
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'pure-reducer'";

  private static final String TERMINATE_SESSIONS = """
      SELECT count(pg_terminate_backend(pid))
      FROM pg_stat_activity
      WHERE application_name = 'pure-reducer'
      """;

  private PostgresFaults() {}

  static void killAndRestart(TestCluster cluster, Schedule schedule) throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      cluster.postgres().kill();
      Thread.sleep(schedule.between(ofMillis(200), ofSeconds(3)));
      cluster.postgres().restart();
      Thread.sleep(schedule.between(ofMillis(500), ofSeconds(2)));
    }
  }

  static void terminateBackends(TestCluster cluster, Schedule schedule)
      throws InterruptedException {
    var sql = cluster.postgres().sql();
    for (int round = 0; round < 2; round++) {
      for (int pid : schedule.shuffled(sql.rows(SESSIONS, row -> row.getInt(1)))) {
        sql.text("SELECT pg_terminate_backend(?)", pid);
        Thread.sleep(schedule.between(ofMillis(20), ofMillis(200)));
      }
    }
  }

  static void pause(TestCluster cluster, Schedule schedule) throws InterruptedException {
    cluster.postgres().pause();
    Thread.sleep(PAUSE);
    cluster.postgres().resume();
  }

  /** The service's sessions are terminated, and other sessions take all connections. */
  static void fullConnectionLimit(TestCluster cluster, Schedule schedule) throws SQLException {
    List<Connection> taken = new ArrayList<>();
    try {
      long end =
          System.nanoTime() + schedule.between(ofSeconds(6), ofSeconds(9)).toNanos();
      await().pollDelay(Duration.ZERO).forever().until(() -> {
        takeAllConnections(cluster, taken);
        try (var statement = taken.getFirst().createStatement()) {
          statement.execute(TERMINATE_SESSIONS);
        }
        return System.nanoTime() > end;
      });
    } finally {
      for (var connection : taken) {
        connection.close();
      }
    }
  }

  private static void takeAllConnections(TestCluster cluster, List<Connection> taken) {
    try {
      while (taken.size() < TestCluster.MAX_CONNECTIONS) {
        taken.add(cluster.postgres().sql().connect());
      }
    } catch (SQLException full) {
      // the intended state
    }
  }
}
