package dev.purereducer.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback interface. */
public final class LocalPorts {
  /** Asks the operating system for any free port. */
  public static final int ANY = 0;

  private LocalPorts() {}

  /** The preferred port if nobody listens there, else any free one. */
  public static int free(int preferred) {
    try {
      return bindable(preferred);
    } catch (IOException taken) {
      return anyFree();
    }
  }

  private static int anyFree() {
    try {
      return bindable(ANY);
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }

  private static int bindable(int port) throws IOException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true); // a port in TIME_WAIT is free, as it is to the servers
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    }
  }
}
