package dev.purereducer.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Starts the spans of sampled actions. The trace context is text in the action, because batches mix
 * many actions and threads change, so there is no current context.
 */
public final class Tracing {
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

  /** Tracing without spans. */
  public static final Tracing OFF = new Tracing(null, 0);

  private final @Nullable Tracer tracer;
  private final double ratio;

  private Tracing(@Nullable Tracer tracer, double ratio) {
    this.tracer = tracer;
    this.ratio = ratio;
  }

  /** Samples as the trace context says, and {@code ratio} of the actions without one. */
  static Tracing on(Tracer tracer, double ratio) {
    return new Tracing(tracer, ratio);
  }

  /** Whether there are spans at all: lets callers skip the preparation of a span. */
  public boolean isOn() {
    return tracer != null;
  }

  /** Starts a span of one action, a child of its trace context. */
  public ActiveSpan startSpan(SpanName name, @Nullable String traceparent) {
    if (tracer == null || !isSampled(traceparent)) {
      return ActiveSpan.NOOP;
    }
    var span = builder(tracer, name);
    if (traceparent != null) {
      setParent(span, traceparent);
    }
    return ActiveSpan.of(span.startSpan());
  }

  /**
   * Starts a span of a batch: a child of the first sampled trace context, with links to the others.
   * A no-op if none is sampled.
   */
  public ActiveSpan startBatchSpan(SpanName name, Iterable<@Nullable String> traceparents) {
    if (tracer == null) {
      return ActiveSpan.NOOP;
    }
    Set<String> sampled = new LinkedHashSet<>();
    for (var traceparent : traceparents) {
      if (traceparent != null && Traceparent.isSampled(traceparent)) {
        sampled.add(traceparent);
      }
    }
    if (sampled.isEmpty()) {
      return ActiveSpan.NOOP;
    }
    var span = builder(tracer, name);
    var contexts = sampled.iterator();
    setParent(span, contexts.next());
    contexts.forEachRemaining(other -> span.addLink(Traceparent.context(other)));
    return ActiveSpan.of(span.startSpan());
  }

  private boolean isSampled(@Nullable String traceparent) {
    return traceparent == null
        ? ThreadLocalRandom.current().nextDouble() < ratio
        : Traceparent.isSampled(traceparent);
  }

  private static SpanBuilder builder(Tracer tracer, SpanName name) {
    return tracer.spanBuilder(name.spanName()).setSpanKind(name.kind()).setNoParent();
  }

  private static void setParent(SpanBuilder span, String traceparent) {
    span.setParent(Context.root().with(Span.wrap(Traceparent.context(traceparent))));
  }
}
