package dev.purereducer.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.database.Database.ReadTimeout;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DatabaseTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Inject
  Pool pool;

  @Test
  void silentConnection_failsWithAReadTimeout() {
    var connection = pool.getConnection().await().atMost(SOON);
    ReadTimeout.install(connection.getDelegate(), 1);

    var unanswered = connection.query("SELECT pg_sleep(60)").execute();

    var failure =
        assertThrows(ReadTimeoutException.class, () -> unanswered.await().atMost(SOON));
    assertTrue(SqlErrors.isOutage(failure));
  }

  @Test
  void statementOnAClosedConnection_isAnOutage() {
    var connection = pool.getConnection().await().atMost(SOON);
    ReadTimeout.install(connection.getDelegate(), 1);
    connection
        .query("SELECT pg_sleep(60)")
        .execute()
        .onFailure()
        .recoverWithNull()
        .await()
        .atMost(SOON);

    var late = connection
        .query("SELECT 1")
        .execute()
        .map(_ -> (Throwable) null)
        .onFailure()
        .recoverWithItem(it -> it);

    assertTrue(SqlErrors.isOutage(late.await().atMost(SOON)));
  }

  @Test
  void pooledConnection_hasAReadTimeout() {
    var connection = pool.getConnection().await().atMost(SOON);

    assertNotNull(readTimeout(connection));

    connection.close().await().atMost(SOON);
  }

  @Test
  void pooledConnection_hasServerSideTimeouts() {
    assertEquals("13500ms", show("statement_timeout"));
    assertEquals("12s", show("lock_timeout"));
    assertEquals("15s", show("idle_in_transaction_session_timeout"));
    assertEquals("15000", show("tcp_user_timeout"));
  }

  /** PgBouncer in transaction mode refuses every other startup parameter. */
  @Test
  void connectionThroughAPooler_asksForNoSessionSettings() {
    var options = new PgConnectOptions();

    Database.leaveOutSettings(options);

    assertEquals(
        Set.of("application_name", "client_encoding", "DateStyle"),
        options.getProperties().keySet());
  }

  @Test
  void pooledConnection_hasJitOff() {
    var rows = pool.query("SHOW jit").execute().await().atMost(SOON);

    assertEquals("off", rows.iterator().next().getString(0));
  }

  private String show(String setting) {
    var rows = pool.query("SHOW " + setting).execute().await().atMost(SOON);
    return rows.iterator().next().getString(0);
  }

  private static ReadTimeoutHandler readTimeout(SqlConnection connection) {
    var wire = ((SqlConnectionInternal) connection.getDelegate()).unwrap().unwrap();
    return ((SocketConnectionBase) wire)
        .socket()
        .channelHandlerContext()
        .pipeline()
        .get(ReadTimeoutHandler.class);
  }
}
