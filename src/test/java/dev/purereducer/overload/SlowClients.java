package dev.purereducer.overload;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients that send a byte a second, and clients that ask for megabytes and read none of them; or, to
 * compare, as many that send and read at once.
 */
final class SlowClients implements AutoCloseable {
  private static final int EACH = 20;
  private static final int ACTIONS = 200;
  private static final int SMALL_BUFFER = 8 * 1_024;

  private final int port;
  private final boolean slow;
  private final List<Socket> trickling = new ArrayList<>();
  private final List<Socket> lazy = new ArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /** {@code slow} or prompt. */
  SlowClients(int port, boolean slow) {
    this.port = port;
    this.slow = slow;
  }

  void start() throws IOException {
    for (int client = 0; client < EACH; client++) {
      lazy.add(open());
      askForMuch(lazy.getLast(), client);
      if (slow) {
        trickling.add(open());
        write(trickling.getLast(), head("/v1/workflows/slow/actions", "application/json", 1_000));
      } else {
        var prompt = lazy.getLast();
        Thread.ofVirtual().start(() -> read(prompt));
      }
    }
    timer.scheduleAtFixedRate(this::trickle, 1, 1, TimeUnit.SECONDS);
  }

  private static void read(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException closed) {
      // at the end of the window
    }
  }

  /** Every action answers with a state of 20 kB: 4 MB that nobody reads. */
  private void askForMuch(Socket socket, int client) throws IOException {
    var state = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
    var lines = IntStream.range(0, ACTIONS)
        .mapToObj(i ->
            "{\"workflow_key\":\"lazy-" + slow + client + "\",\"reducer\":\"document\",\"payload\":"
                + (i == 0 ? state : "{\"n\":" + i + "}") + "}")
        .collect(Collectors.joining("\n"));
    write(socket, head("/v1/actions", "application/x-ndjson", lines.length()) + lines);
  }

  private static String head(String path, String type, int length) {
    return "POST " + path
        + " HTTP/1.1\r\nHost: x\r\nPrefer: return=representation\r\nContent-Type: " + type
        + "\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private Socket open() throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(SMALL_BUFFER);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private void trickle() {
    for (var socket : trickling) {
      try {
        write(socket, " ");
      } catch (IOException closedByTheService) {
        // which it may after a while
      }
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether something was answered to those who do not read. */
  boolean areServed() throws IOException {
    if (!slow) {
      return true;
    }
    for (var socket : lazy) {
      if (socket.getInputStream().available() == 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    for (var socket : trickling) {
      socket.close();
    }
    for (var socket : lazy) {
      socket.close();
    }
  }
}
