package dev.purereducer.performance;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One read on each connection, of nothing: what a connection costs at its beginning is paid then. */
final class ConnectionWarmUp implements Script {
  private static final byte[] READ = """
      GET /v1/workflows/nobody HTTP/1.1\r
      Host: localhost\r
      \r
      """.getBytes(StandardCharsets.US_ASCII);

  private final int connections;
  private int sent;
  private int answered;

  ConnectionWarmUp(int connections) {
    this.connections = connections;
  }

  @Override
  public @Nullable Request next(long nowNanos) {
    if (sent == connections) {
      return null;
    }
    sent++;
    return new Request(Request.Kind.READ, ByteBuffer.wrap(READ), 0, 0, nowNanos);
  }

  @Override
  public void answered(Request request, HttpResponse answer, long nowNanos) {
    answered++;
  }

  @Override
  public boolean isDone() {
    return answered == connections;
  }
}
