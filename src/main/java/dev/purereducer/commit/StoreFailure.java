package dev.purereducer.commit;

import io.vertx.pgclient.PgException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a failed statement says about the store. */
final class StoreFailure {
  /** Deadlock and serialization failure: the transaction was undone, the connection is fine. */
  private static final Set<String> UNDONE = Set.of("40001", "40P01");

  /** Data exception, integrity violation, program limit: the content of the batch is at fault. */
  private static final Set<String> CONTENT_CLASSES = Set.of("22", "23", "54");

  private StoreFailure() {}

  /** The store refuses what one of the actions would write, now and always. */
  static boolean isContent(Throwable failure) {
    var state = sqlState(failure);
    return state != null && state.length() == 5 && CONTENT_CLASSES.contains(state.substring(0, 2));
  }

  /** The connection, or the store behind it, cannot be relied on. */
  static boolean isOutage(Throwable failure) {
    var state = sqlState(failure);
    return !isContent(failure) && (state == null || !UNDONE.contains(state));
  }

  private static @Nullable String sqlState(Throwable failure) {
    return failure instanceof PgException e ? e.getSqlState() : null;
  }
}
