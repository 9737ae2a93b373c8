package dev.purereducer.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MigratorTest {
  @Inject
  Migrator migrator;

  @Inject
  Pool pool;

  @Test
  void migratedSchema_isLeftAlone() {
    migrator.migrate().await().atMost(Duration.ofSeconds(20));
    migrator.migrate().await().atMost(Duration.ofSeconds(20));

    var rows = pool.query("SELECT count(*) FROM schema_migration")
        .execute()
        .await()
        .atMost(Duration.ofSeconds(5));

    assertEquals(Migrator.SCRIPTS.size(), rows.iterator().next().getLong(0));
  }
}
