package dev.purereducer.runtime;

import io.netty.channel.ChannelException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.core.impl.VertxInternal;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The only use of internal classes of Vert.x and of Netty, for what their public APIs lack. They may
 * change with every release: {@code VertxInternalsTest} names the versions that were checked.
 */
public final class VertxInternals {
  private VertxInternals() {}

  /** A new context on one of the event loops, whichever thread calls. */
  public static Context newEventLoopContext(Vertx vertx) {
    return ((VertxInternal) vertx).createEventLoopContext();
  }

  /** Runs a task on the context's event loop. Timers of Vert.x have a minimum of a millisecond. */
  public static void schedule(Context context, Duration delay, Runnable task) {
    ((ContextInternal) context)
        .nettyEventLoop()
        .schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** All event loops, each as an executor. */
  public static List<Executor> eventLoops(Vertx vertx) {
    List<Executor> loops = new ArrayList<>();
    ((VertxInternal) vertx).getEventLoopGroup().forEach(loops::add);
    return loops;
  }

  /** Closes a database connection that has received nothing for this time, whether idle or in use. */
  public static void setReadTimeout(SqlConnection connection, Duration timeout) {
    var wire = ((SqlConnectionInternal) connection).unwrap().unwrap();
    // before the client's own handlers, because they would delay the close
    ((SocketConnectionBase) wire)
        .socket()
        .channelHandlerContext()
        .pipeline()
        .addFirst(new ReadTimeoutHandler(timeout.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Whether a failure is one of a connection: of Netty, or of the SQL client for a connection that was
   * closed before the statement was sent.
   */
  public static boolean isConnectionFailure(Throwable failure) {
    return failure instanceof ChannelException
        || failure instanceof DecoderException
        || failure instanceof NoStackTraceThrowable;
  }
}
