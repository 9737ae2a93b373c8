package dev.purereducer.chaos;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** One connection through a {@link Proxy}, with a reader and a writer thread for each direction. */
final class NetworkLink {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int MAX_QUEUED_CHUNKS = 64;
  private static final byte[] END = {};

  private record Chunk(byte[] bytes, long dueNanos) {}

  private final Proxy proxy;
  private final Socket client;
  private final Socket server;
  private volatile boolean stranded;

  NetworkLink(Proxy proxy, Socket client, Socket server) {
    this.proxy = proxy;
    this.client = client;
    this.server = server;
  }

  void start() throws IOException {
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    forward(client, server, false);
    forward(server, client, true);
  }

  /** Drops everything from here on, including the end of the connection. */
  void strand() {
    stranded = true;
  }

  boolean isStranded() {
    return stranded;
  }

  void close() {
    for (var socket : new Socket[] {client, server}) {
      try {
        socket.close();
      } catch (IOException e) {
        // already closed
      }
    }
  }

  private void forward(Socket from, Socket to, boolean responses) {
    BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(MAX_QUEUED_CHUNKS);
    Thread.ofVirtual().start(() -> read(from, queue));
    Thread.ofVirtual().start(() -> write(queue, to, responses));
  }

  private void read(Socket from, BlockingQueue<Chunk> to) {
    var buffer = new byte[CHUNK_BYTES];
    try {
      for (int n = read(from, buffer); n >= 0; n = read(from, buffer)) {
        put(Arrays.copyOf(buffer, n), to);
      }
      put(END, to);
    } catch (InterruptedException e) {
      proxy.ended(this);
    }
  }

  /** Stops waiting when the connection is closed, because no reader may be left. */
  private void put(byte[] bytes, BlockingQueue<Chunk> to) throws InterruptedException {
    var chunk = new Chunk(bytes, System.nanoTime() + proxy.latencyNanos());
    while (!to.offer(chunk, 1, TimeUnit.SECONDS) && !client.isClosed()) {}
  }

  private static int read(Socket from, byte[] buffer) {
    try {
      return from.getInputStream().read(buffer);
    } catch (IOException e) {
      return -1;
    }
  }

  private void write(BlockingQueue<Chunk> from, Socket to, boolean responses) {
    try {
      for (var chunk = from.take(); chunk.bytes != END; chunk = from.take()) {
        TimeUnit.NANOSECONDS.sleep(chunk.dueNanos - System.nanoTime());
        proxy.gate().pass();
        if (stranded) {
          continue;
        }
        if (proxy.shouldCut(responses)) {
          // half of a request still arrives, and nothing of a response
          to.getOutputStream().write(chunk.bytes, 0, responses ? 0 : chunk.bytes.length / 2);
          proxy.cut(this);
          return;
        }
        to.getOutputStream().write(chunk.bytes);
      }
    } catch (IOException | InterruptedException e) {
      // one end is closed; the other end is closed below
    }
    proxy.ended(this);
  }
}
