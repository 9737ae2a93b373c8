package dev.purereducer.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** TCP ports of the loopback interface. */
public final class LocalPorts {
  /** Stands for any free port. */
  public static final int ANY = 0;

  private LocalPorts() {}

  /** The preferred port if it is free, else any other free port. */
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
      socket.setReuseAddress(true); // as the servers do: a port in TIME_WAIT counts as free
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return socket.getLocalPort();
    }
  }
}
