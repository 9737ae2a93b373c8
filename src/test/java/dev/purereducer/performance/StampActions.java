package dev.purereducer.performance;

import dev.purereducer.testkit.Bytes;
import dev.purereducer.testkit.LoadScript.LoadRequest;
import dev.purereducer.testkit.LoadScript.LoadRequest.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pre-encoded actions of the reducer {@code stamps}: for each workflow a template, of which only the
 * action id and the number of bytes are filled in.
 */
final class StampActions {
  private static final String BODY = """
      {"action_id":"019b5f00-0000-7000-8000-000000000000","reducer":"stamps",\
      "payload":{"namespace":"raw","bytes":0000,"type":"nef"}}""";
  private static final int ID_DIGITS = 12;
  private static final int STAMP_DIGITS = 4;
  private static final long MIN_STAMP = 1_000;
  private static final long STAMPS = 9_000;

  /** Shared by all workloads, so that no action id is used twice. */
  private static final AtomicLong SENT = new AtomicLong();

  /** An encoded action with the offsets of the id's last part and of the number of bytes. */
  private record Template(byte[] bytes, int idAt, int stampAt) {
    static Template of(String text) {
      return new Template(
          text.getBytes(StandardCharsets.US_ASCII),
          text.indexOf("-8000-") + "-8000-".length(),
          text.indexOf("\"bytes\":") + "\"bytes\":".length());
    }
  }

  /**
   * An encoded action.
   *
   * @param bytes the number in its payload
   */
  record EncodedAction(byte[] text, long bytes) {}

  private final Keys keys;
  private final Template[] posts;
  private final Template[] lines;
  private final Template record = Template.of(BODY);

  StampActions(Keys keys) {
    this.keys = keys;
    posts = new Template[keys.count()];
    lines = new Template[keys.count()];
    for (int i = 0; i < keys.count(); i++) {
      posts[i] = Template.of(
          post("/v1/workflows/" + keys.key(i) + "/actions", "json", BODY.length()) + BODY);
      lines[i] =
          Template.of("{\"workflow_key\":\"" + keys.key(i) + "\"," + BODY.substring(1) + "\n");
    }
  }

  private static String post(String path, String type, int length) {
    return """
        POST %s HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/%s\r
        Content-Length: %d\r
        \r
        """.formatted(path, type, length);
  }

  Keys keys() {
    return keys;
  }

  /** A POST of an action for one workflow. */
  LoadRequest post(Kind kind, int key, long dueNanos) {
    var action = fill(posts[key]);
    return new LoadRequest(kind, ByteBuffer.wrap(action.text()), key, action.bytes(), dueNanos);
  }

  /** An action as the value of a Kafka record. */
  EncodedAction record() {
    return fill(record);
  }

  /** An action as a line of a bulk request. */
  EncodedAction line(int key) {
    return fill(lines[key]);
  }

  private static EncodedAction fill(Template template) {
    long number = SENT.incrementAndGet();
    long stamp = MIN_STAMP + number % STAMPS;
    var text = template.bytes.clone();
    Bytes.writeDigits(text, template.idAt, ID_DIGITS, number);
    Bytes.writeDigits(text, template.stampAt, STAMP_DIGITS, stamp);
    return new EncodedAction(text, stamp);
  }

  /** A bulk request of NDJSON lines. */
  static LoadRequest bulk(byte[] lines, int length, long dueNanos) {
    var head = post("/v1/actions", "x-ndjson", length).getBytes(StandardCharsets.US_ASCII);
    var bytes = ByteBuffer.allocate(head.length + length)
        .put(head)
        .put(lines, 0, length)
        .flip();
    return new LoadRequest(Kind.BULK, bytes, 0, 0, dueNanos);
  }

  /** A read that waits until the read model has a version. */
  LoadRequest read(int key, long version, long dueNanos) {
    var text = """
        GET /v1/workflows/%s?min_version=%d&max_wait_ms=%d HTTP/1.1\r
        Host: localhost\r
        \r
        """.formatted(keys.key(key), version, LatencyCounts.MAX_LAG.toMillis());
    return new LoadRequest(
        Kind.READ, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), key, 0, dueNanos);
  }
}
