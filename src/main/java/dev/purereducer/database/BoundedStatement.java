package dev.purereducer.database;

import dev.purereducer.database.Database.ReadTimeout;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.AsyncResult;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A statement with a time limit. When the time is over, or the caller has gone, the server is asked to
 * cancel it, so that it does not go on for nobody. A cancellation names a connection and not a
 * statement, so the connection returns to the pool only when it can meet no other statement.
 *
 * <p>The methods {@code query} and {@code preparedQuery} of a pool are not used: they leave a timer
 * behind when no connection can be opened, which then fails with "Result is already complete".
 */
public final class BoundedStatement {
  /** Time in which a server handles a cancellation: it has no response. */
  private static final Duration CANCELLATION = Duration.ofSeconds(1);

  private final String sql;
  private final io.vertx.sqlclient.Tuple parameters;
  private final UniEmitter<? super RowSet<Row>> caller;
  private @Nullable SqlConnection connection;
  private boolean ended;
  private boolean cancelled;

  private BoundedStatement(String sql, Tuple parameters, UniEmitter<? super RowSet<Row>> caller) {
    this.sql = sql;
    this.parameters = parameters.getDelegate();
    this.caller = caller;
  }

  /** As {@link #run(Pool, String, Tuple, Duration)}, with the read timeout of a pooled connection. */
  public static Uni<RowSet<Row>> run(Pool pool, String sql, Tuple parameters) {
    return run(pool, sql, parameters, ReadTimeout.MAX);
  }

  /** Runs the statement on a pooled connection. Fails with a timeout after {@code maxWait}. */
  public static Uni<RowSet<Row>> run(Pool pool, String sql, Tuple parameters, Duration maxWait) {
    return Uni.createFrom()
        .<RowSet<Row>>emitter(caller -> {
          var statement = new BoundedStatement(sql, parameters, caller);
          caller.onTermination(statement::cancel);
          pool.getDelegate().getConnection().onComplete(statement::connected);
        })
        .ifNoItem()
        .after(maxWait)
        .fail();
  }

  private void connected(AsyncResult<SqlConnection> result) {
    if (result.failed()) {
      caller.fail(result.cause());
      return;
    }
    var opened = result.result();
    if (start(opened)) {
      opened.preparedQuery(sql).execute(parameters).onComplete(rows -> completed(opened, rows));
    } else {
      opened.close();
    }
  }

  /** False if the caller has gone while it waited for the connection. */
  private synchronized boolean start(SqlConnection opened) {
    connection = opened;
    return !ended;
  }

  private void completed(
      SqlConnection opened, AsyncResult<io.vertx.sqlclient.RowSet<io.vertx.sqlclient.Row>> rows) {
    if (end() && !(rows.failed() && SqlErrors.isCancelled(rows.cause()))) {
      Uni.createFrom()
          .voidItem()
          .onItem()
          .delayIt()
          .by(CANCELLATION)
          .subscribe()
          .with(_ -> opened.close());
    } else {
      opened.close();
    }
    if (rows.succeeded()) {
      caller.complete(RowSet.newInstance(rows.result(), Row.__TYPE_ARG));
    } else {
      caller.fail(rows.cause());
    }
  }

  /** Returns whether the server was asked to cancel the statement. */
  private synchronized boolean end() {
    ended = true;
    return cancelled;
  }

  private synchronized void cancel() {
    if (!ended && connection != null) {
      cancelled = true;
      PgConnection.cast(connection).cancelRequest();
    }
    ended = true;
  }
}
