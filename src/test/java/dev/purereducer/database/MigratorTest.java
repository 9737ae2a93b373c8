package dev.purereducer.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MigratorTest {
  private static final String LAST = Migrator.SCRIPTS.getLast();

  @Inject
  Migrator migrator;

  @Inject
  Database database;

  @Inject
  Pool pool;

  @Test
  void migratedSchema_isNotMigratedAgain() {
    migrator.migrate().await().atMost(Duration.ofSeconds(20));
    migrator.migrate().await().atMost(Duration.ofSeconds(20));

    var rows = pool.query("SELECT count(*) FROM schema_migration")
        .execute()
        .await()
        .atMost(Duration.ofSeconds(5));

    assertEquals(Migrator.SCRIPTS.size(), rows.iterator().next().getLong(0));
  }

  /** A process with only the role {@code read} may run on a hot standby. */
  @Test
  void readOnlyDatabase_isCheckedWithoutWriting() {
    migrate(readOnly());
  }

  @Test
  void readOnlyDatabase_whenAScriptIsMissing_failsTheStart() {
    sql("UPDATE schema_migration SET script = script || '-hidden' WHERE script = $1");
    try {
      var failure = assertThrows(RuntimeException.class, () -> migrate(readOnly()));
      assertTrue(failure.getMessage().contains(LAST), failure.getMessage());
    } finally {
      sql("UPDATE schema_migration SET script = $1 WHERE script = $1 || '-hidden'");
    }
  }

  private PgConnectOptions readOnly() {
    return database.connectOptions().addProperty("default_transaction_read_only", "on");
  }

  private void migrate(PgConnectOptions options) {
    migrator.migrate(options).await().atMost(Duration.ofSeconds(20));
  }

  private void sql(String sql) {
    pool.preparedQuery(sql).execute(Tuple.of(LAST)).await().atMost(Duration.ofSeconds(5));
  }
}
