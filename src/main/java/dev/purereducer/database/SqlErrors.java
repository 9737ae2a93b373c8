package dev.purereducer.database;

import io.netty.channel.ChannelException;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;

/** Tells a store that is away, or in no state to answer, from a mistake of ours. */
public final class SqlErrors {
  /** Connection lost, undone (a deadlock), no resources, shutting down or starting, disk trouble. */
  private static final Set<String> CLASSES = Set.of("08", "40", "53", "57", "58");

  private SqlErrors() {}

  public static boolean isOutage(Throwable failure) {
    return switch (failure) {
      case PgException answer ->
        answer.getSqlState() instanceof String state && CLASSES.contains(state.substring(0, 2));
      case TimeoutException _, IOException _, VertxException _, ChannelException _ -> true;
      // what the client says of a connection that was closed before the statement came to it
      case NoStackTraceThrowable _ -> true;
      default -> false;
    };
  }
}
