package dev.purereducer.commit;

import dev.purereducer.database.Database;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.database.StoreUnavailableException;
import dev.purereducer.runtime.FailureText;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The database connection of a lane, opened on first use and again after it broke. Its statements
 * are pipelined. Used on the lane's event loop only.
 */
final class LaneConnection {
  private final Vertx vertx;
  private final Database database;
  private final Duration timeout;
  private @Nullable Uni<PgConnection> connection;

  /** {@code timeout} bounds connecting and each statement. */
  LaneConnection(Vertx vertx, Database database, Duration timeout) {
    this.vertx = vertx;
    this.database = database;
    this.timeout = timeout;
  }

  /**
   * Runs a statement. A timeout closes the connection, and fails every other statement on it: it is
   * then unknown which of them were committed.
   */
  <T> Uni<T> run(Function<PgConnection, Uni<T>> statement) {
    var current = connection();
    return current
        .chain(statement::apply)
        .ifNoItem()
        .after(timeout)
        .failWith(() ->
            new StoreUnavailableException("statement timeout after " + timeout.toMillis() + " ms"))
        .onFailure(SqlErrors::breaksConnection)
        .invoke(failure -> discard(current, failure instanceof StoreUnavailableException));
  }

  Uni<Void> close() {
    var current = connection;
    connection = null;
    return current == null
        ? Uni.createFrom().voidItem()
        : current.chain(PgConnection::close).onFailure().recoverWithNull().replaceWithVoid();
  }

  private Uni<PgConnection> connection() {
    var current = connection;
    if (current == null) {
      current = Uni.createFrom()
          .deferred(() -> PgConnection.connect(vertx, options()))
          .onFailure(failure -> !(failure instanceof PgException || SqlErrors.isOutage(failure)))
          .transform(failure ->
              new StoreUnavailableException("cannot connect: " + FailureText.of(failure)))
          .memoize()
          .indefinitely();
      connection = current;
    }
    return current;
  }

  /**
   * Planning the commit statement takes longer than running it, so it is planned once per
   * connection. Sequential scans are off, because a plan made for small tables must suit large
   * ones.
   */
  private PgConnectOptions options() {
    return database.connectOptions(
        timeout, Map.of("plan_cache_mode", "force_generic_plan", "enable_seqscan", "off"));
  }

  /** After a timeout, the statement is cancelled: closing the connection does not end it. */
  private void discard(Uni<PgConnection> broken, boolean cancel) {
    if (connection == broken) {
      connection = null;
      broken
          .chain(open -> cancel ? cancel(open) : Uni.createFrom().item(open))
          .chain(PgConnection::close)
          .subscribe()
          .with(_ -> {}, _ -> {});
    }
  }

  private Uni<PgConnection> cancel(PgConnection open) {
    return open.cancelRequest()
        .ifNoItem()
        .after(timeout)
        .fail()
        .onFailure()
        .recoverWithNull()
        .replaceWith(open);
  }
}
