package dev.purereducer.performance;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A keep-alive connection with at most one request under way. */
final class Connection {
  private final SocketChannel channel;
  private final SelectionKey selection;
  private final HttpResponseReader reader = new HttpResponseReader();
  private @Nullable Request underWay;

  Connection(InetSocketAddress address, Selector selector) throws IOException {
    channel = SocketChannel.open(address);
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    selection = channel.register(selector, SelectionKey.OP_READ, this);
  }

  void send(Request request) throws IOException {
    underWay = request;
    write(request);
  }

  private void write(Request request) throws IOException {
    channel.write(request.bytes());
    selection.interestOps(
        request.bytes().hasRemaining()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ);
  }

  /** Goes on writing and reading; the answer, if it is complete. */
  @Nullable
  HttpResponse proceed() throws IOException {
    if (selection.isWritable()) {
      write(request());
    }
    int count = channel.read(reader.room());
    if (count < 0) {
      throw new EOFException("the service closed a connection");
    }
    return count == 0 ? null : reader.received(count);
  }

  /** What is under way. */
  Request request() {
    if (underWay == null) {
      throw new IllegalStateException("an answer that nobody asked for");
    }
    return underWay;
  }

  void close() throws IOException {
    channel.close();
  }
}
