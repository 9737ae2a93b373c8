package dev.purereducer.trace;

import io.opentelemetry.api.trace.SpanKind;

/** The steps of the way of an action, each a span. */
public enum SpanName {
  /** At an entrance, from an action's decoding to its outcome. */
  ACTION("action", SpanKind.SERVER),
  /** An action that its caller does not wait for is written to the broker. */
  ACCEPT("accept", SpanKind.PRODUCER),
  /** One statement, with all the actions that share it. */
  COMMIT("commit", SpanKind.CLIENT),
  /** One batch of the relay, from the outbox to the broker. */
  PUBLISH("publish", SpanKind.PRODUCER),
  /** One batch of the materializer. */
  PROJECT("project", SpanKind.CONSUMER);

  private final String span;
  private final SpanKind kind;

  SpanName(String span, SpanKind kind) {
    this.span = span;
    this.kind = kind;
  }

  String span() {
    return span;
  }

  SpanKind kind() {
    return kind;
  }
}
