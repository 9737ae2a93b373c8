package dev.purereducer.database;

import io.vertx.pgclient.PgException;
import java.util.Set;

/** Tells rows that the store never takes from a store that is in no state to take any. */
public final class StoreRefusal {
  /** Data exception, integrity violation, program limit: another try of the same rows fails too. */
  private static final Set<String> CLASSES = Set.of("22", "23", "54");

  private StoreRefusal() {}

  public static boolean is(Throwable failure) {
    return failure instanceof PgException refused
        && refused.getSqlState() instanceof String state
        && state.length() >= 2
        && CLASSES.contains(state.substring(0, 2));
  }
}
