package dev.purereducer.trace;

import io.opentelemetry.api.trace.SpanKind;

/** Names and kinds of the spans of an action. */
public enum SpanName {
  /** An action over REST, bulk or Kafka, from decoding to its outcome. */
  ACTION("action", SpanKind.SERVER),
  /** The Kafka record of an action sent with {@code respond-async}. */
  ACCEPT("accept", SpanKind.PRODUCER),
  /** A commit statement with all of its actions. */
  COMMIT("commit", SpanKind.CLIENT),
  /** A batch of the relay, from the outbox to the broker. */
  PUBLISH("publish", SpanKind.PRODUCER),
  /** A batch of the materializer. */
  PROJECT("project", SpanKind.CONSUMER);

  private final String spanName;
  private final SpanKind kind;

  SpanName(String spanName, SpanKind kind) {
    this.spanName = spanName;
    this.kind = kind;
  }

  String spanName() {
    return spanName;
  }

  SpanKind kind() {
    return kind;
  }
}
