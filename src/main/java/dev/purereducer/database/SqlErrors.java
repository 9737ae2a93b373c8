package dev.purereducer.database;

import dev.purereducer.runtime.VertxInternals;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;

/** Classifies failed statements by SQLSTATE and by the client's exceptions. */
public final class SqlErrors {
  /**
   * SQLSTATE classes of a database that cannot answer now: connection exception, transaction
   * rollback, insufficient resources, operator intervention (shutdown, start-up), system error.
   */
  private static final Set<String> OUTAGE_CLASSES = Set.of("08", "40", "53", "57", "58");

  /** SQLSTATE classes of unacceptable content: data exception, integrity violation, limit. */
  private static final Set<String> DATA_CLASSES = Set.of("22", "23", "54");

  /** Serialization failure and deadlock: only the transaction is lost, not the connection. */
  private static final Set<String> CONCURRENCY_STATES = Set.of("40001", "40P01");

  private static final int CLASS_CHARS = 2;

  private SqlErrors() {}

  /** The database is unavailable: the same statement may succeed later. */
  public static boolean isOutage(Throwable failure) {
    return switch (failure) {
      case PgException e -> OUTAGE_CLASSES.contains(sqlClass(e));
      case StoreUnavailableException _ -> true;
      case TimeoutException _, IOException _, VertxException _ -> true;
      default -> VertxInternals.isConnectionFailure(failure);
    };
  }

  /** The database rejects the content of the statement: a retry with the same values fails too. */
  public static boolean isDataError(Throwable failure) {
    return failure instanceof PgException e && DATA_CLASSES.contains(sqlClass(e));
  }

  /** The connection must not be used for another statement. */
  public static boolean breaksConnection(Throwable failure) {
    return !isDataError(failure)
        && !(failure instanceof PgException e && CONCURRENCY_STATES.contains(sqlState(e)));
  }

  private static String sqlClass(PgException e) {
    var state = sqlState(e);
    return state.length() < CLASS_CHARS ? "" : state.substring(0, CLASS_CHARS);
  }

  private static String sqlState(PgException e) {
    return e.getSqlState() instanceof String state ? state : "";
  }
}
