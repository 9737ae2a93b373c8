package dev.purereducer.commit;

import io.vertx.pgclient.PgException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Classifies failed statements by SQLSTATE. */
final class StoreFailure {
  /** Serialization failure and deadlock: only the transaction is lost, not the connection. */
  private static final Set<String> UNDONE = Set.of("40001", "40P01");

  /** Data exception, integrity violation, program limit exceeded. */
  private static final Set<String> CONTENT_CLASSES = Set.of("22", "23", "54");

  private StoreFailure() {}

  /** The database rejects the content of the statement: a retry fails too. */
  static boolean isContent(Throwable failure) {
    var state = sqlState(failure);
    return state != null && state.length() == 5 && CONTENT_CLASSES.contains(state.substring(0, 2));
  }

  /** The connection must not be used for another statement. */
  static boolean isOutage(Throwable failure) {
    var state = sqlState(failure);
    return !isContent(failure) && (state == null || !UNDONE.contains(state));
  }

  private static @Nullable String sqlState(Throwable failure) {
    return failure instanceof PgException e ? e.getSqlState() : null;
  }
}
