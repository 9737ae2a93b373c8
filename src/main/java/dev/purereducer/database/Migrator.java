package dev.purereducer.database;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Schema migration at start-up. Applies each script of {@code db/migration} once, in order, all in
 * one transaction under an advisory lock, so that instances may start concurrently. An applied
 * script whose checksum has changed fails the start.
 */
@ApplicationScoped
public class Migrator {
  /** The scripts in order. A released script is never changed; append a new one. */
  public static final List<String> SCRIPTS = List.of("V1__tables.sql");

  private static final Logger LOG = Logger.getLogger(Migrator.class);

  /** Mutual exclusion of instances; the number is arbitrary, but the same in all versions. */
  private static final String LOCK = "SELECT pg_advisory_xact_lock(7203147)";

  /** Of this transaction only, and so also behind a pooler. Another instance may be migrating. */
  private static final String BOUND_STATEMENTS =
      "SET LOCAL statement_timeout = '4min'; SET LOCAL lock_timeout = '4min'";

  /** A table that is in use is left to the next attempt: statements queue up behind a waiting DDL. */
  private static final String BOUND_LOCKS = "SET LOCAL lock_timeout = '5s'";

  private static final String READ_ONLY =
      "SELECT current_setting('transaction_read_only')::boolean";

  private static final String CREATE_MIGRATION_TABLE = """
      CREATE TABLE IF NOT EXISTS schema_migration (
        script     text        NOT NULL PRIMARY KEY,
        checksum   text        NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )
      """;

  private static final String SELECT_APPLIED = "SELECT script, checksum FROM schema_migration";

  private static final String INSERT_APPLIED =
      "INSERT INTO schema_migration (script, checksum) VALUES ($1, $2)";

  /** Time for the scripts, or for another instance's, in addition to {@code start-wait}. */
  private static final Duration MAX_MIGRATION = Duration.ofMinutes(5);

  /** A standby lacks a script that replication may still bring, so the check is retried. */
  private static final class NotMigratedException extends RuntimeException {
    private NotMigratedException(String script) {
      super("this read-only database lacks migration " + script);
    }
  }

  private record Script(String name, String sql, String checksum) {}

  private final Pool pool;
  private final Database database;
  private final Vertx vertx;

  public Migrator(Pool pool, Database database, Vertx vertx) {
    this.pool = pool;
    this.database = database;
    this.vertx = vertx;
  }

  void onStart(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event,
      DatabaseConfig config) {
    migrate()
        .onFailure(Migrator::isTransient)
        .retry()
        .withBackOff(Duration.ofMillis(250), Duration.ofSeconds(2))
        .expireIn(config.startWait().toMillis())
        .await()
        .atMost(config.startWait().plus(MAX_MIGRATION));
  }

  private static boolean isTransient(Throwable failure) {
    return !(failure instanceof IllegalStateException);
  }

  /**
   * Completes when the schema is up to date. Uses a dedicated connection: a script, or the wait for
   * another instance's, may exceed the pool's read timeout.
   */
  public Uni<Void> migrate() {
    pool.size(); // the first use creates the pool, which determines the connect options
    return migrate(database.connectOptions(MAX_MIGRATION, Map.of()));
  }

  /** On a standby, only checks that all scripts have arrived from its primary. */
  Uni<Void> migrate(PgConnectOptions database) {
    var scripts = SCRIPTS.stream().map(Migrator::load).toList();
    return PgConnection.connect(vertx, database)
        .chain(connection -> isReadOnly(connection)
            .chain(readOnly -> readOnly ? check(connection, scripts) : migrate(connection, scripts))
            .eventually(connection::close));
  }

  private static Uni<Boolean> isReadOnly(PgConnection connection) {
    return connection
        .query(READ_ONLY)
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  private static Uni<Void> check(PgConnection connection, List<Script> scripts) {
    return applied(connection)
        .invoke(applied -> {
          for (var script : scripts) {
            if (!isApplied(script, applied)) {
              throw new NotMigratedException(script.name);
            }
          }
        })
        .replaceWithVoid();
  }

  private static boolean isApplied(Script script, Map<String, String> applied) {
    var checksum = applied.get(script.name);
    if (checksum != null && !checksum.equals(script.checksum)) {
      throw new IllegalStateException(
          "migration " + script.name + " has changed since it was applied");
    }
    return checksum != null;
  }

  private static Uni<Void> migrate(PgConnection connection, List<Script> scripts) {
    return connection
        .begin()
        .chain(transaction -> connection
            .query(BOUND_STATEMENTS)
            .execute()
            .chain(() -> connection.query(LOCK).execute())
            .chain(() -> connection.query(BOUND_LOCKS).execute())
            .chain(() -> connection.query(CREATE_MIGRATION_TABLE).execute())
            .chain(() -> applied(connection))
            .chain(applied -> applyMissing(connection, scripts, applied))
            .chain(transaction::commit));
  }

  private static Uni<Map<String, String>> applied(SqlConnection connection) {
    return connection.query(SELECT_APPLIED).execute().map(rows -> {
      Map<String, String> checksums = new HashMap<>();
      for (Row row : rows) {
        checksums.put(row.getString("script"), row.getString("checksum"));
      }
      return checksums;
    });
  }

  private static Uni<Void> applyMissing(
      SqlConnection connection, List<Script> scripts, Map<String, String> applied) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (var script : scripts) {
      if (!isApplied(script, applied)) {
        all = all.chain(() -> apply(connection, script));
      }
    }
    return all;
  }

  private static Uni<Void> apply(SqlConnection connection, Script script) {
    return connection
        .query(script.sql)
        .execute()
        .chain(() -> connection
            .preparedQuery(INSERT_APPLIED)
            .execute(Tuple.of(script.name, script.checksum)))
        .invoke(() -> LOG.infof("migration=%s applied", script.name))
        .replaceWithVoid();
  }

  private static Script load(String name) {
    var path = "db/migration/" + name;
    try (var in = Thread.currentThread().getContextClassLoader().getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is not in the application");
      }
      var bytes = in.readAllBytes();
      var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Script(
          name, new String(bytes, StandardCharsets.UTF_8), HexFormat.of().formatHex(digest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
