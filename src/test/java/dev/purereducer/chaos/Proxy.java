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

/** Stands on the loopback interface before a server, and is as bad a network as it is told to be. */
final class Proxy implements AutoCloseable {
  private final ServerSocket entrance;
  private final InetSocketAddress server;
  private final Set<NetworkLink> links = ConcurrentHashMap.newKeySet();
  private final AtomicLong cuts = new AtomicLong();
  private final Gate gate = new Gate();
  private volatile boolean refusing;
  private volatile long latencyNanos;
  private volatile Mishap mishap = Mishap.NONE;

  /** What befalls one chunk of bytes on its way. */
  @FunctionalInterface
  interface Mishap {
    Mishap NONE = _ -> false;

    /** Whether the connection is cut here, before an answer or in the middle of a request. */
    boolean cuts(boolean isAnswer);
  }

  private Proxy(ServerSocket entrance, InetSocketAddress server) {
    this.entrance = entrance;
    this.server = server;
  }

  /** Nobody need listen at {@code serverPort} yet. */
  static Proxy before(int serverPort) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    var entrance = new ServerSocket(0, 256, loopback);
    var proxy = new Proxy(entrance, new InetSocketAddress(loopback, serverPort));
    Thread.ofVirtual().name("proxy-" + serverPort).start(proxy::accept);
    return proxy;
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** Each chunk takes this long, in each direction half of it. */
  void latency(Duration roundTrip) {
    latencyNanos = roundTrip.toNanos() / 2;
  }

  /** Connections stay, and nothing comes through. */
  void pause() {
    gate.shut();
  }

  /** All connections are cut, and new ones too. */
  void refuse() {
    refusing = true;
    cutAll();
  }

  /** What is connected now never hears anything again, not even an end; new connections work. */
  void strand() {
    links.forEach(NetworkLink::strand);
  }

  void cutAll() {
    links.forEach(this::cut);
  }

  void befall(Mishap next) {
    mishap = next;
  }

  /** How many connections it has cut. */
  long cuts() {
    return cuts.get();
  }

  /** A perfect network from here on. */
  void heal() {
    refusing = false;
    latencyNanos = 0;
    mishap = Mishap.NONE;
    gate.open();
  }

  /** Ends what was stranded, as each server does after hours. */
  void endStranded() {
    links.removeIf(link -> {
      if (link.isStranded()) {
        link.close();
      }
      return link.isStranded();
    });
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    gate.open();
    links.forEach(NetworkLink::close);
  }

  long latencyNanos() {
    return latencyNanos;
  }

  Gate gate() {
    return gate;
  }

  boolean cutsHere(boolean isAnswer) {
    return mishap.cuts(isAnswer);
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
    while (!entrance.isClosed()) {
      try {
        var client = entrance.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException e) {
        if (!entrance.isClosed()) {
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
    } catch (IOException serverIsAway) {
      close(client);
    }
  }

  private static void close(Socket client) {
    try {
      client.close();
    } catch (IOException e) {
      // it is gone already
    }
  }
}
