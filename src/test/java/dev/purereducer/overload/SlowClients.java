package dev.purereducer.overload;

import dev.purereducer.testkit.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients that send one byte a second, and clients that request megabytes and do not read them; or,
 * for comparison, the same requests from clients that read at once.
 */
final class SlowClients implements AutoCloseable {
  private static final int CLIENTS = 20;
  private static final int ACTIONS = 200;

  private final int port;
  private final boolean slow;
  private final List<RawClient> slowSenders = new ArrayList<>();
  private final List<RawClient> readers = new ArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /** {@code slow} is false for clients that read at once. */
  SlowClients(int port, boolean slow) {
    this.port = port;
    this.slow = slow;
  }

  void start() throws IOException {
    for (int number = 0; number < CLIENTS; number++) {
      var reader = new RawClient(port);
      readers.add(reader);
      requestLargeResponse(reader, number);
      if (slow) {
        var sender = new RawClient(port);
        slowSenders.add(sender);
        sender.send(head("/v1/workflows/slow/actions", "application/json", 1_000));
      } else {
        Thread.ofVirtual().start(() -> readToEnd(reader));
      }
    }
    timer.scheduleAtFixedRate(
        () -> slowSenders.forEach(sender -> sender.trySend(" ")), 1, 1, TimeUnit.SECONDS);
  }

  private static void readToEnd(RawClient reader) {
    try {
      reader.readToEnd();
    } catch (IOException closed) {
      // the window is over
    }
  }

  /** Requests 4 MB: each of the actions returns a state of 20 kB. */
  private void requestLargeResponse(RawClient reader, int number) throws IOException {
    var state = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
    var lines = IntStream.range(0, ACTIONS)
        .mapToObj(i -> "{\"workflow_key\":\"large-" + slow + number
            + "\",\"reducer\":\"document\",\"payload\":" + (i == 0 ? state : "{\"n\":" + i + "}")
            + "}")
        .collect(Collectors.joining("\n"));
    reader.send(head("/v1/actions", "application/x-ndjson", lines.length()) + lines);
  }

  private static String head(String path, String type, int length) {
    return "POST " + path
        + " HTTP/1.1\r\nHost: x\r\nPrefer: return=representation\r\nContent-Type: " + type
        + "\r\nContent-Length: " + length + "\r\n\r\n";
  }

  /** Whether a response has begun for each client that does not read. */
  boolean areServed() throws IOException {
    if (!slow) {
      return true;
    }
    for (var reader : readers) {
      if (!reader.hasUnreadBytes()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    for (var sender : slowSenders) {
      sender.close();
    }
    for (var reader : readers) {
      reader.close();
    }
  }
}
