package dev.purereducer.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.database.Database;
import dev.purereducer.outbox.RelayLifecycle.RelayPool;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RelayPoolTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** With their source, because the server's defaults may have the same values. */
  private static final String SETTINGS = """
      SELECT name || '=' || setting || ' by ' || source
      FROM pg_settings
      WHERE name IN ('synchronous_commit', 'enable_seqscan')
      ORDER BY name
      """;

  @Inject
  Vertx vertx;

  @Inject
  Database database;

  @Test
  void connection_disablesSequentialScansAndSynchronousCommit() {
    var pool = RelayPool.open(
        vertx, database.connectOptions(Database.ReadTimeout.MAX, RelayPool.SETTINGS));

    var rows = pool.query(SETTINGS).execute().await().atMost(TIMEOUT);

    assertEquals(
        List.of("enable_seqscan=off by client", "synchronous_commit=off by client"),
        StreamSupport.stream(rows.spliterator(), false)
            .map(row -> row.getString(0))
            .toList());
    pool.close().await().atMost(TIMEOUT);
  }
}
