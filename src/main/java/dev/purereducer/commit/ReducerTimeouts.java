package dev.purereducer.commit;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The durable count of each action for which a reducer did not return, and the actions that are set
 * aside because it reached {@code max-reducer-timeouts}.
 */
@ApplicationScoped
class ReducerTimeouts {
  private record ActionKey(String workflowKey, String actionId) {}

  /** Bound of the actions that are set aside at once, newest first. */
  private static final int MAX_SET_ASIDE = 10_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private final Pool pool;
  private final Database database;
  private final CommitConfig config;
  private final Set<ActionKey> setAside = ConcurrentHashMap.newKeySet();

  ReducerTimeouts(Pool pool, Database database, CommitConfig config) {
    this.pool = pool;
    this.database = database;
    this.config = config;
  }

  /** Whether the action must not be given to its reducer again. From any thread. */
  boolean isSetAside(ActionCommand action) {
    return !setAside.isEmpty()
        && setAside.contains(new ActionKey(action.workflowKey(), action.actionId()));
  }

  /** Gives a redriven action to its reducer again. */
  void forget(ActionCommand action) {
    setAside.remove(new ActionKey(action.workflowKey(), action.actionId()));
  }

  /** Reads the actions that are set aside, by any instance. */
  Uni<Void> refresh() {
    var parameters = Tuple.of(config.maxReducerTimeouts(), MAX_SET_ASIDE);
    return BoundedStatement.run(pool, ReducerSql.SELECT_TIMEOUTS_IF_REACHED, parameters)
        .invoke(rows -> {
          Set<ActionKey> found = new HashSet<>();
          rows.forEach(row -> found.add(new ActionKey(row.getString(0), row.getString(1))));
          setAside.addAll(found);
          setAside.retainAll(found);
        })
        .replaceWithVoid();
  }

  /** Deletes the counts of actions whose last timeout is older than their retention. */
  Uni<Void> deleteExpired() {
    var parameters = Tuple.of(config.reducerTimeoutRetention().toSeconds());
    return BoundedStatement.run(pool, ReducerSql.DELETE_TIMEOUT_IF_EXPIRED, parameters)
        .replaceWithVoid();
  }

  /** Counts a timeout; returns the number of them. Blocks, for a few seconds at most. */
  int count(ActionCommand action) {
    var parameters = Tuple.of(action.workflowKey(), action.actionId(), action.reducer());
    int counted = await(connection -> connection
        .preparedQuery(ReducerSql.COUNT_TIMEOUT)
        .execute(parameters)
        .map(rows -> rows.iterator().next().getInteger(0)));
    if (counted >= config.maxReducerTimeouts()) {
      setAside.add(new ActionKey(action.workflowKey(), action.actionId()));
    }
    return counted;
  }

  /** Removes the count, because the reducer has returned after all. Blocks as {@link #count}. */
  void remove(ActionCommand action) {
    forget(action);
    var parameters = Tuple.of(action.workflowKey(), action.actionId());
    await(connection -> connection.preparedQuery(ReducerSql.DELETE_TIMEOUT).execute(parameters));
  }

  /** Runs a statement on an event loop of its own, because the reducer blocks one of the others. */
  private <T> T await(Function<PgConnection, Uni<T>> statement) {
    var vertx = Vertx.vertx(new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(1)
        .setFileSystemOptions(new FileSystemOptions()
            .setFileCachingEnabled(false)
            .setClassPathResolvingEnabled(false)));
    try {
      return PgConnection.connect(vertx, database.connectOptions(TIMEOUT, Map.of()))
          .chain(open -> statement.apply(open).eventually(open::close))
          .await()
          .atMost(TIMEOUT);
    } finally {
      vertx.closeAndForget();
    }
  }
}
