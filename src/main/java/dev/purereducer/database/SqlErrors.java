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
   * SQLSTATE classes of a database that cannot answer now: connection exception, invalid password,
   * unknown database, transaction rollback, insufficient resources, operator intervention (shutdown,
   * start-up), system error.
   */
  private static final Set<String> OUTAGE_CLASSES =
      Set.of("08", "28", "3D", "40", "53", "57", "58");

  /** SQLSTATE classes of unacceptable content: data exception, integrity violation, limit. */
  private static final Set<String> DATA_CLASSES = Set.of("22", "23", "54");

  /** A lock was not free in time. */
  private static final String LOCK_TIMEOUT = "55P03";

  /** A statement was cancelled: by its timeout, or by an operator. */
  private static final String CANCELLED = "57014";

  private static final String UNIQUE_VIOLATION = "23505";

  private static final String CHECK_VIOLATION = "23514";

  /** Lock timeout; read-only after a failover; a database that accepts no connections. */
  private static final Set<String> OUTAGE_STATES = Set.of(LOCK_TIMEOUT, "25006", "55000");

  /** Serialization failure, deadlock, lock timeout: only the transaction is lost. */
  private static final Set<String> TRANSACTION_STATES = Set.of("40001", "40P01", LOCK_TIMEOUT);

  private static final int CLASS_CHARS = 2;

  private SqlErrors() {}

  /** The database is unavailable: the same statement may succeed later. */
  public static boolean isOutage(Throwable failure) {
    return switch (failure) {
      case PgException e ->
        OUTAGE_CLASSES.contains(sqlClass(e))
            || OUTAGE_STATES.contains(sqlState(e))
            || isMissingPartition(e);
      case StoreUnavailableException _ -> true;
      case TimeoutException _, IOException _, VertxException _ -> true;
      default -> VertxInternals.isConnectionFailure(failure);
    };
  }

  /** The database rejects the content of the statement: a retry with the same values fails too. */
  public static boolean isDataError(Throwable failure) {
    return failure instanceof PgException e
        && DATA_CLASSES.contains(sqlClass(e))
        && !isMissingPartition(e);
  }

  /**
   * A row belongs to no partition of its table. The violation of a check constraint has the same
   * SQLSTATE, but names the constraint.
   */
  public static boolean isMissingPartition(Throwable failure) {
    return failure instanceof PgException e
        && sqlState(e).equals(CHECK_VIOLATION)
        && e.getConstraint() == null;
  }

  /** A row with the same key exists. */
  public static boolean isDuplicate(Throwable failure) {
    return failure instanceof PgException e && sqlState(e).equals(UNIQUE_VIOLATION);
  }

  /** The statement waited too long for a lock of another transaction. */
  public static boolean isLockTimeout(Throwable failure) {
    return failure instanceof PgException e && sqlState(e).equals(LOCK_TIMEOUT);
  }

  /** The server has cancelled the statement: on request, or because its time was over. */
  static boolean isCancelled(Throwable failure) {
    return failure instanceof PgException e && sqlState(e).equals(CANCELLED);
  }

  /** Text for the log, which tells a lock that is not free from a slow statement and from an outage. */
  public static String describe(Throwable failure) {
    return switch (failure) {
      case PgException e
      when sqlState(e).equals(LOCK_TIMEOUT) ->
        "lock timeout: another transaction holds a row or table of the statement";
      case PgException e
      when sqlState(e).equals(CANCELLED) ->
        "statement timeout: cancelled by the database: " + e.getErrorMessage();
      case PgException e when isMissingPartition(e) -> "missing partition: " + e.getErrorMessage();
      case TimeoutException _ -> "timeout: the database did not respond in time";
      default -> failure.toString();
    };
  }

  /** The connection must not be used for another statement. */
  public static boolean breaksConnection(Throwable failure) {
    return !isDataError(failure)
        && !isMissingPartition(failure)
        && !(failure instanceof PgException e && TRANSACTION_STATES.contains(sqlState(e)));
  }

  private static String sqlClass(PgException e) {
    var state = sqlState(e);
    return state.length() < CLASS_CHARS ? "" : state.substring(0, CLASS_CHARS);
  }

  private static String sqlState(PgException e) {
    return e.getSqlState() instanceof String state ? state : "";
  }
}
