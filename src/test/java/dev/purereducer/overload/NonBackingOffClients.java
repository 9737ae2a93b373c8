package dev.purereducer.overload;

import dev.purereducer.testkit.LoadClient;
import dev.purereducer.testkit.LoadScript;
import dev.purereducer.testkit.LoadScript.LoadRequest;
import dev.purereducer.testkit.RawResponse;
import dev.purereducer.testkit.ServiceProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Simulated clients that ignore {@code Retry-After}: each has its own workflow and sends the next
 * action as soon as the previous one has a response.
 */
final class NonBackingOffClients implements LoadScript {
  private final String prefix;
  private final long endNanos;
  private final int[] sentByClient;
  private final Deque<Integer> idle = new ArrayDeque<>();
  private final OverloadCounts counts;
  private int inFlight;

  private NonBackingOffClients(String prefix, int clients, Duration time) {
    this.prefix = prefix;
    this.sentByClient = new int[clients];
    this.counts = new OverloadCounts(clients);
    for (int client = 0; client < clients; client++) {
      idle.add(client);
    }
    this.endNanos = System.nanoTime() + time.toNanos();
  }

  /** Runs clients, with one connection each, on workflows named {@link #key}. */
  static OverloadCounts run(ServiceProcess service, String prefix, int clients, Duration time) {
    try (var connections = LoadClient.connect(clients, service)) {
      var script = new NonBackingOffClients(prefix, clients, time);
      connections.run(script);
      return script.counts;
    }
  }

  static String key(String prefix, int client) {
    return prefix + client;
  }

  @Override
  public @Nullable LoadRequest next(long nowNanos) {
    if (nowNanos - endNanos > 0 || idle.isEmpty()) {
      return null;
    }
    int client = idle.remove();
    inFlight++;
    var bytes = ByteBuffer.wrap(request(client, sentByClient[client]++));
    return new LoadRequest(LoadRequest.Kind.ACTION, bytes, client, 1, nowNanos);
  }

  private byte[] request(int client, int number) {
    var body = "{\"action_id\":\"" + prefix + number
        + "\",\"reducer\":\"counter\",\"payload\":{\"add\":1}}";
    var head = "POST /v1/workflows/" + key(prefix, client) + "/actions HTTP/1.1\r\n"
        + "Host: localhost\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
        + "\r\n\r\n";
    return (head + body).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void onResponse(LoadRequest request, RawResponse response, long nowNanos) {
    counts.record(request.key(), response, nowNanos - request.dueNanos());
    inFlight--;
    idle.add(request.key());
  }

  @Override
  public boolean isDone() {
    return inFlight == 0 && System.nanoTime() - endNanos > 0;
  }
}
