package dev.purereducer.testkit;

import dev.purereducer.testkit.LoadScript.LoadRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Load generator: HTTP/1.1 over a fixed number of keep-alive connections, all on the calling thread.
 *
 * <p>It shares the processors with the service that it measures, so it does as little as it can per
 * request: no parsing, no objects per header, no hand-over between threads.
 */
public final class LoadClient implements AutoCloseable {
  private static final Duration MAX_SILENCE = Duration.ofSeconds(60);
  private static final long SELECT_TIMEOUT_MILLIS = 1;

  private final Selector selector;
  private final List<LoadConnection> connections = new ArrayList<>();
  private final Deque<LoadConnection> free = new ArrayDeque<>();
  private @Nullable LoadScript script;
  private long lastResponseNanos;

  private LoadClient() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client whose connections go to the services in turn, and have each had a response. */
  public static LoadClient connect(int connections, ServiceProcess... services) {
    var client = new LoadClient();
    try {
      for (int i = 0; i < connections; i++) {
        var address = new InetSocketAddress(
            InetAddress.getLoopbackAddress(), services[i % services.length].port());
        client.connections.add(new LoadConnection(address, client.selector));
      }
    } catch (IOException e) {
      client.close();
      throw new UncheckedIOException(e);
    }
    client.free.addAll(client.connections);
    client.run(new ConnectionWarmUp(connections));
    return client;
  }

  /** Like {@link #connect}; returns once the machine is idle again, for measurements. */
  public static LoadClient connectAndAwaitIdle(int connections, ServiceProcess... services) {
    var client = connect(connections, services);
    IdleWait.awaitIdle();
    return client;
  }

  /** Runs the script to its end; throws if responses stop or a connection is closed. */
  public void run(LoadScript script) {
    this.script = script;
    lastResponseNanos = System.nanoTime();
    try {
      while (!script.isDone()) {
        dispatch(script);
        selector.select(this::proceed, SELECT_TIMEOUT_MILLIS);
        if (System.nanoTime() - lastResponseNanos > MAX_SILENCE.toNanos()) {
          throw new IllegalStateException("no response for " + MAX_SILENCE);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void dispatch(LoadScript script) throws IOException {
    while (!free.isEmpty()) {
      var request = script.next(System.nanoTime());
      if (request == null) {
        return;
      }
      free.remove().send(request);
    }
  }

  private void proceed(SelectionKey ready) {
    var connection = (LoadConnection) ready.attachment();
    try {
      var response = connection.proceed();
      if (response != null && script != null) {
        lastResponseNanos = System.nanoTime();
        free.add(connection);
        script.onResponse(connection.request(), response, lastResponseNanos);
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

  /** One read of a missing workflow on each connection, so that connection set-up is not measured. */
  static final class ConnectionWarmUp implements LoadScript {
    private static final byte[] READ = RawResponse.ascii("""
        GET /v1/workflows/none HTTP/1.1\r
        Host: localhost\r
        \r
        """);

    private final int connections;
    private int sent;
    private int completed;

    ConnectionWarmUp(int connections) {
      this.connections = connections;
    }

    @Override
    public @Nullable LoadRequest next(long nowNanos) {
      if (sent == connections) {
        return null;
      }
      sent++;
      return new LoadRequest(LoadRequest.Kind.READ, ByteBuffer.wrap(READ), 0, 0, nowNanos);
    }

    @Override
    public void onResponse(LoadRequest request, RawResponse response, long nowNanos) {
      completed++;
    }

    @Override
    public boolean isDone() {
      return completed == connections;
    }
  }
}
