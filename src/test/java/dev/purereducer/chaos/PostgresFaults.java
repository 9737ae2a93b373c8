package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What befalls PostgreSQL. */
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

  static void killAndRestart(TestCluster world, Schedule schedule) throws InterruptedException {
    for (int i = 0; i < 2; i++) {
      world.postgres().kill();
      Thread.sleep(schedule.between(ofMillis(200), ofSeconds(3)));
      world.postgres().restart();
      Thread.sleep(schedule.between(ofMillis(500), ofSeconds(2)));
    }
  }

  static void terminateBackends(TestCluster world, Schedule schedule) throws InterruptedException {
    var sql = world.postgres().sql();
    for (int round = 0; round < 2; round++) {
      for (int pid : schedule.shuffled(sql.rows(SESSIONS, row -> row.getInt(1)))) {
        sql.text("SELECT pg_terminate_backend(?)", pid);
        Thread.sleep(schedule.between(ofMillis(20), ofMillis(200)));
      }
    }
  }

  static void pause(TestCluster world, Schedule schedule) throws InterruptedException {
    world.postgres().pause();
    Thread.sleep(PAUSE);
    world.postgres().resume();
  }

  /** The service's sessions end, and others take their places before they can come back. */
  static void fullConnectionLimit(TestCluster world, Schedule schedule) throws SQLException {
    List<Connection> taken = new ArrayList<>();
    try {
      long end =
          System.nanoTime() + schedule.between(ofSeconds(6), ofSeconds(9)).toNanos();
      await().pollDelay(Duration.ZERO).forever().until(() -> {
        takeAll(world, taken);
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

  private static void takeAll(TestCluster world, List<Connection> taken) {
    try {
      while (taken.size() < TestCluster.MAX_CONNECTIONS) {
        taken.add(world.postgres().sql().connect());
      }
    } catch (SQLException full) {
      // as it should be
    }
  }
}
