package dev.purereducer.database;

import dev.purereducer.runtime.VertxInternals;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;

/** Tells a store that is away, or in no state to answer, from a mistake of ours. */
public final class StoreOutage {
  /** Connection lost, undone (a deadlock), no resources, shutting down or starting, disk trouble. */
  private static final Set<String> CLASSES = Set.of("08", "40", "53", "57", "58");

  private StoreOutage() {}

  public static boolean is(Throwable failure) {
    return switch (failure) {
      case PgException answer ->
        answer.getSqlState() instanceof String state && CLASSES.contains(state.substring(0, 2));
      case TimeoutException _, IOException _, VertxException _ -> true;
      default -> VertxInternals.isConnectionFailure(failure);
    };
  }
}
