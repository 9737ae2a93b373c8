package dev.purereducer.testkit;

import dev.purereducer.testkit.LoadScript.LoadRequest;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Keep-alive connection of a {@link LoadClient} with at most one request in flight. */
final class LoadConnection {
  private final SocketChannel channel;
  private final SelectionKey selection;
  private final HttpResponseReader reader = new HttpResponseReader();
  private @Nullable LoadRequest inFlight;

  LoadConnection(InetSocketAddress address, Selector selector) throws IOException {
    channel = SocketChannel.open(address);
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    selection = channel.register(selector, SelectionKey.OP_READ, this);
  }

  void send(LoadRequest request) throws IOException {
    inFlight = request;
    write(request);
  }

  private void write(LoadRequest request) throws IOException {
    channel.write(request.bytes());
    selection.interestOps(
        request.bytes().hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  /** Continues to write and read; returns the response once it is complete. */
  @Nullable
  RawResponse proceed() throws IOException {
    if (selection.isWritable()) {
      write(request());
    }
    int count = channel.read(reader.buffer());
    if (count < 0) {
      throw new EOFException("the service closed a connection");
    }
    return count == 0 ? null : reader.received(count);
  }

  /** The request in flight. */
  LoadRequest request() {
    if (inFlight == null) {
      throw new IllegalStateException("a response without a request");
    }
    return inFlight;
  }

  void close() throws IOException {
    channel.close();
  }
}
