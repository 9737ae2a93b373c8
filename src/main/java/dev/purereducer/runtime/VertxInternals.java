package dev.purereducer.runtime;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The only use of internal classes of Vert.x and of Netty, for what their public APIs lack. They may
 * change with every release: {@code VertxInternalsTest} names the versions that were checked.
 */
public final class VertxInternals {
  private static final AttributeKey<Future<?>> FIRST_REQUEST_TIMER =
      AttributeKey.valueOf(VertxInternals.class, "first-request-timer");

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

  /**
   * Limits the connections of all TCP servers that listen now, from their accept on; the servers
   * themselves see a connection only after its first bytes. May be called again.
   *
   * @param open counts the open connections
   * @param firstRequestTimeout time until {@link #markFirstRequest}, after which a connection is
   *     closed
   */
  public static void limitConnections(
      Vertx vertx, AtomicInteger open, int max, Duration firstRequestTimeout) {
    var handler = new AcceptHandler(open, max, firstRequestTimeout);
    ((VertxInternal) vertx)
        .getAcceptorEventLoopGroup()
        .forEach(loop -> loop.execute(() -> ((SingleThreadEventLoop) loop)
            .registeredChannelsIterator()
            .forEachRemaining(channel -> install(handler, channel))));
  }

  private static void install(AcceptHandler handler, Channel channel) {
    if (channel instanceof ServerChannel && channel.pipeline().get(AcceptHandler.class) == null) {
      channel.pipeline().addFirst(handler);
    }
  }

  /** Ends the time limit for the first request of a connection. */
  public static void markFirstRequest(HttpConnection connection) {
    var timer =
        ((ConnectionBase) connection).channel().attr(FIRST_REQUEST_TIMER).getAndSet(null);
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Counts accepted connections, closes those above the limit, and starts the timer of each. */
  @Sharable
  private static final class AcceptHandler extends ChannelInboundHandlerAdapter {
    private final AtomicInteger open;
    private final int max;
    private final Duration firstRequestTimeout;

    AcceptHandler(AtomicInteger open, int max, Duration firstRequestTimeout) {
      this.open = open;
      this.max = max;
      this.firstRequestTimeout = firstRequestTimeout;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      var accepted = (Channel) message;
      if (open.incrementAndGet() > max) {
        open.decrementAndGet();
        accepted.unsafe().closeForcibly();
        return;
      }
      accepted.closeFuture().addListener(_ -> open.decrementAndGet());
      accepted.pipeline().addLast(new FirstRequestTimer(firstRequestTimeout));
      context.fireChannelRead(accepted);
    }
  }

  private static final class FirstRequestTimer extends ChannelInboundHandlerAdapter {
    private final Duration timeout;

    FirstRequestTimer(Duration timeout) {
      this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      var channel = context.channel();
      var timer = channel
          .eventLoop()
          .schedule(() -> channel.close(), timeout.toNanos(), TimeUnit.NANOSECONDS);
      channel.attr(FIRST_REQUEST_TIMER).set(timer);
      channel.closeFuture().addListener(_ -> timer.cancel(false));
      context.fireChannelActive();
      context.pipeline().remove(this);
    }
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
