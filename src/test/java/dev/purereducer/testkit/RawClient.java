package dev.purereducer.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * HTTP client on a plain socket with a small receive buffer, for requests that are malformed, slow,
 * or whose response is not read.
 */
public final class RawClient implements AutoCloseable {
  private static final int RECEIVE_BUFFER_BYTES = 8 * 1_024;
  private static final int READ_TIMEOUT_MILLIS = 20_000;

  private final Socket socket = new Socket();
  private final InputStream in;

  public RawClient(int port) throws IOException {
    socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new BufferedInputStream(socket.getInputStream());
  }

  public void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
  }

  /** Sends the end of the connection, while responses can still be read. */
  public void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /** False if the server has closed the connection. */
  public boolean trySend(String text) {
    try {
      send(text);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The status of the next response, whose body is skipped. */
  public int readStatusAndBody() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    int length = 0;
    for (var header = line(); !header.isEmpty(); header = line()) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
      }
    }
    in.skipNBytes(length);
    return status;
  }

  /** Reads up to the end of a text. */
  public void readUntil(String text) throws IOException {
    var wanted = text.getBytes(StandardCharsets.UTF_8);
    int matched = 0;
    while (matched < wanted.length) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed before " + text);
      }
      matched = next == wanted[matched] ? matched + 1 : next == wanted[0] ? 1 : 0;
    }
  }

  /** Reads and drops everything until the connection is closed. */
  public void readToEnd() throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  /** Whether a part of a response has arrived that is not read yet. */
  public boolean hasUnreadBytes() throws IOException {
    return in.available() > 0;
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("closed");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
