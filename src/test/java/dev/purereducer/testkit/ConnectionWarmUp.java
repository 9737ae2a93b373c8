package dev.purereducer.testkit;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One read of a missing workflow on each connection, so that connection set-up is not measured. */
final class ConnectionWarmUp implements LoadScript {
  private static final byte[] READ = RawResponse.ascii("""
      GET /v1/workflows/none HTTP/1.1\r
      Host: localhost\r
      \r
      """);

  private final int connections;
  private int sent;
  private int completed;

  ConnectionWarmUp(int connections) {
    this.connections = connections;
  }

  @Override
  public @Nullable LoadRequest next(long nowNanos) {
    if (sent == connections) {
      return null;
    }
    sent++;
    return new LoadRequest(LoadRequest.Kind.READ, ByteBuffer.wrap(READ), 0, 0, nowNanos);
  }

  @Override
  public void onResponse(LoadRequest request, RawResponse response, long nowNanos) {
    completed++;
  }

  @Override
  public boolean isDone() {
    return completed == connections;
  }
}
