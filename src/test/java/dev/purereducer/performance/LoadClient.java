package dev.purereducer.performance;

import dev.purereducer.cluster.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over a bounded number of keep-alive connections, all on the calling thread: it shares
 * the processors with what it measures, so it does as little as it can.
 */
final class LoadClient implements AutoCloseable {
  private static final Duration MAX_SILENCE = Duration.ofSeconds(60);
  private static final long TICK_MILLIS = 1;

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final Deque<Connection> free = new ArrayDeque<>();
  private @Nullable Script script;
  private long answeredNanos;

  /**
   * Connections go to the services in turn; each has had an answer before this returns, and all is
   * at rest.
   */
  LoadClient(int connections, ServiceProcess... services) {
    try {
      selector = Selector.open();
      for (int i = 0; i < connections; i++) {
        var address = new InetSocketAddress(
            InetAddress.getLoopbackAddress(), services[i % services.length].port());
        this.connections.add(new Connection(address, selector));
      }
      free.addAll(this.connections);
      run(new ConnectionWarmUp(connections));
      IdleWait.come();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns once the script is done; throws if the service falls silent or a connection ends. */
  void run(Script script) {
    this.script = script;
    answeredNanos = System.nanoTime();
    try {
      while (!script.isDone()) {
        dispatch(script);
        selector.select(this::proceed, TICK_MILLIS);
        if (System.nanoTime() - answeredNanos > MAX_SILENCE.toNanos()) {
          throw new IllegalStateException("no answer for " + MAX_SILENCE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void dispatch(Script script) throws IOException {
    while (!free.isEmpty()) {
      var request = script.next(System.nanoTime());
      if (request == null) {
        return;
      }
      free.remove().send(request);
    }
  }

  private void proceed(SelectionKey ready) {
    var connection = (Connection) ready.attachment();
    try {
      var answer = connection.proceed();
      if (answer != null && script != null) {
        answeredNanos = System.nanoTime();
        free.add(connection);
        script.answered(connection.request(), answer, answeredNanos);
        dispatch(script);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      for (var connection : connections) {
        connection.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
