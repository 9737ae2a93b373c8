package dev.purereducer.chaos;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** One connection through a {@link Proxy}: two directions, each a reader and a writer. */
final class NetworkLink {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int CHUNKS_ON_THE_WAY = 64;
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
    carry(client, server, false);
    carry(server, client, true);
  }

  /** From here on nothing gets to the other end, not even that one end is gone. */
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
        // it is gone already
      }
    }
  }

  private void carry(Socket from, Socket to, boolean answers) {
    BlockingQueue<Chunk> onTheWay = new ArrayBlockingQueue<>(CHUNKS_ON_THE_WAY);
    Thread.ofVirtual().start(() -> read(from, onTheWay));
    Thread.ofVirtual().start(() -> write(onTheWay, to, answers));
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

  /** Gives up when the connection is closed: nobody may be left to take it. */
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

  private void write(BlockingQueue<Chunk> from, Socket to, boolean answers) {
    try {
      for (var chunk = from.take(); chunk.bytes != END; chunk = from.take()) {
        TimeUnit.NANOSECONDS.sleep(chunk.dueNanos - System.nanoTime());
        proxy.gate().pass();
        if (stranded) {
          continue;
        }
        if (proxy.cutsHere(answers)) {
          // of a request a part may still arrive, of an answer nothing
          to.getOutputStream().write(chunk.bytes, 0, answers ? 0 : chunk.bytes.length / 2);
          proxy.cut(this);
          return;
        }
        to.getOutputStream().write(chunk.bytes);
      }
    } catch (IOException | InterruptedException e) {
      // either end is gone: so is the other, below
    }
    proxy.ended(this);
  }
}
