package dev.purereducer.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProxyTest {
  private static final int ENDED = -1;

  private final AtomicInteger received = new AtomicInteger();
  private ServerSocket server;
  private Proxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    proxy = Proxy.before(server.getLocalPort());
    Thread.ofVirtual().start(this::serve);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  private void serve() {
    try {
      while (true) {
        var client = server.accept();
        Thread.ofVirtual().start(() -> respond(client));
      }
    } catch (IOException closed) {
      // end of the test
    }
  }

  private void respond(Socket client) {
    try (client) {
      for (int b = client.getInputStream().read();
          b >= 0;
          b = client.getInputStream().read()) {
        received.incrementAndGet();
        client.getOutputStream().write(b + 1);
      }
    } catch (IOException cut) {
      // the client sees the same
    }
  }

  private Socket connect() throws IOException {
    var client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    client.setSoTimeout(5_000);
    return client;
  }

  private static int ask(Socket client) throws IOException {
    client.getOutputStream().write(1);
    return client.getInputStream().read();
  }

  @Test
  void withoutFaults_bytesPassInBothDirections() throws IOException {
    try (var client = connect()) {
      assertEquals(2, ask(client));
      assertEquals(2, ask(client));
    }
  }

  @Test
  void cutBeforeResponse_serverHasReceivedRequest() throws IOException {
    try (var client = connect()) {
      proxy.injectFault(isResponse -> isResponse);

      assertEquals(ENDED, askOrEnd(client));
      assertEquals(1, received.get());
      assertEquals(1, proxy.cuts());
    }
  }

  @Test
  void cutDuringRequest_serverHasNotReceivedIt() throws IOException {
    try (var client = connect()) {
      proxy.injectFault(isResponse -> !isResponse);

      assertEquals(ENDED, askOrEnd(client));
      assertEquals(0, received.get());
    }
  }

  @Test
  void latency_delaysRoundTrip() throws IOException {
    try (var client = connect()) {
      ask(client);
      proxy.latency(Duration.ofMillis(200));
      long before = System.nanoTime();

      ask(client);

      assertTrue(System.nanoTime() - before >= Duration.ofMillis(200).toNanos());
    }
  }

  @Test
  void pausedThenHealed_losesNoBytes() throws IOException {
    try (var client = connect()) {
      proxy.pause();
      client.setSoTimeout(200);
      assertThrows(SocketTimeoutException.class, () -> ask(client));

      proxy.heal();

      client.setSoTimeout(5_000);
      assertEquals(2, client.getInputStream().read());
    }
  }

  @Test
  void refusing_cutsOldAndNewConnections() throws IOException {
    try (var old = connect()) {
      ask(old);
      proxy.refuse();

      assertEquals(ENDED, askOrEnd(old));
      try (var fresh = connect()) {
        assertEquals(ENDED, askOrEnd(fresh));
      }

      proxy.heal();
      try (var healed = connect()) {
        assertEquals(2, ask(healed));
      }
    }
  }

  @Test
  void stranded_oldConnectionIsDead_newConnectionWorks() throws IOException {
    try (var old = connect()) {
      ask(old);
      proxy.strand();
      old.setSoTimeout(200);

      assertThrows(SocketTimeoutException.class, () -> ask(old));
      try (var later = connect()) {
        assertEquals(2, ask(later));
      }
    }
  }

  @Test
  void serverDown_closesConnection() throws IOException {
    server.close();
    await().untilAsserted(() -> {
      try (var client = connect()) {
        assertEquals(ENDED, askOrEnd(client));
      }
    });
  }

  /** The response, or {@link #ENDED} for any kind of close. */
  private static int askOrEnd(Socket client) {
    try {
      return ask(client);
    } catch (IOException reset) {
      return ENDED;
    }
  }
}
