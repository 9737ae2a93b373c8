package dev.purereducer.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** TCP proxy on the loopback interface that injects network faults. */
final class Proxy implements AutoCloseable {
  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Set<NetworkLink> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong cuts = new AtomicLong();
  private final Gate gate = new Gate();
  private volatile boolean refusing;
  private volatile long latencyNanos;
  private volatile ConnectionFault fault = ConnectionFault.NONE;

  /** Fault that may hit a chunk of bytes. */
  @FunctionalInterface
  interface ConnectionFault {
    ConnectionFault NONE = _ -> false;

    /** Whether to cut the connection before this response, or in the middle of this request. */
    boolean shouldCut(boolean isResponse);
  }

  private Proxy(ServerSocket listener, InetSocketAddress server) {
    this.listener = listener;
    this.server = server;
  }

  /** A proxy for a server that may be started later. */
  static Proxy before(int serverPort) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    var listener = new ServerSocket(0, 256, loopback);
    var proxy = new Proxy(listener, new InetSocketAddress(loopback, serverPort));
    Thread.ofVirtual().name("proxy-" + serverPort).start(proxy::accept);
    return proxy;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Delays each chunk by half of the round trip. */
  void latency(Duration roundTrip) {
    latencyNanos = roundTrip.toNanos() / 2;
  }

  /** Holds back all bytes; connections stay open. */
  void pause() {
    gate.close();
  }

  /** Cuts all connections, and new ones at once. */
  void refuse() {
    refusing = true;
    cutAll();
  }

  /** Makes all current connections half-open: no bytes and no close arrive. New connections work. */
  void strand() {
    links.forEach(NetworkLink::strand);
  }

  void cutAll() {
    links.forEach(this::cut);
  }

  void injectFault(ConnectionFault next) {
    fault = next;
  }

  /** The number of connections that were cut. */
  long cuts() {
    return cuts.get();
  }

  /** Ends all faults. */
  void heal() {
    refusing = false;
    latencyNanos = 0;
    fault = ConnectionFault.NONE;
    gate.open();
  }

  /** Closes half-open connections, as a server does after hours. */
  void closeStranded() {
    links.removeIf(link -> {
      if (link.isStranded()) {
        link.close();
      }
      return link.isStranded();
    });
  }

  @Override
  public void close() throws IOException {
    listener.close();
    gate.open();
    links.forEach(NetworkLink::close);
  }

  long latencyNanos() {
    return latencyNanos;
  }

  Gate gate() {
    return gate;
  }

  boolean shouldCut(boolean isResponse) {
    return fault.shouldCut(isResponse);
  }

  void cut(NetworkLink link) {
    if (links.remove(link)) {
      cuts.incrementAndGet();
      link.close();
    }
  }

  void ended(NetworkLink link) {
    if (!link.isStranded()) {
      links.remove(link);
      link.close();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private void connect(Socket client) {
    try {
      if (refusing) {
        client.close();
        return;
      }
      var upstream = new Socket();
      upstream.connect(server);
      var link = new NetworkLink(this, client, upstream);
      links.add(link);
      link.start();
    } catch (IOException serverIsDown) {
      close(client);
    }
  }

  private static void close(Socket client) {
    try {
      client.close();
    } catch (IOException e) {
      // already closed
    }
  }

  /** Gate that threads pass while it is open, and wait at while it is closed. */
  static final class Gate {
    private boolean closed;

    synchronized void close() {
      closed = true;
    }

    synchronized void open() {
      closed = false;
      notifyAll();
    }

    synchronized void pass() throws InterruptedException {
      while (closed) {
        wait();
      }
    }
  }
}
