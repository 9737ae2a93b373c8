package dev.purereducer.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Begins the spans of followed actions. The context of a span travels as text, in the action itself:
 * batches of many actions and threads of their own leave no current context to go by.
 */
public final class Tracing {
  /** Follows nothing. */
  public static final Tracing OFF = new Tracing(null, 0);

  private final @Nullable Tracer tracer;
  private final double ratio;

  private Tracing(@Nullable Tracer tracer, double ratio) {
    this.tracer = tracer;
    this.ratio = ratio;
  }

  /** Follows what its sender follows, and {@code ratio} of what comes without a trace context. */
  static Tracing on(Tracer tracer, double ratio) {
    return new Tracing(tracer, ratio);
  }

  /** To be asked before anything is gathered for a step. */
  public boolean isOn() {
    return tracer != null;
  }

  /** A step of one action, below the span that its trace context names. */
  public ActiveSpan startSpan(SpanName step, @Nullable String traceparent) {
    if (tracer == null || !isFollowed(traceparent)) {
      return ActiveSpan.NOOP;
    }
    var span = builder(tracer, step);
    if (traceparent != null) {
      below(span, traceparent);
    }
    return ActiveSpan.of(span.startSpan());
  }

  /**
   * A step that many actions share: below the first that is followed, whose trace is whole then, and
   * linked with the others. Nobody follows it where none is.
   */
  public ActiveSpan startBatchSpan(SpanName step, Iterable<@Nullable String> traceparents) {
    if (tracer == null) {
      return ActiveSpan.NOOP;
    }
    Set<String> followed = new LinkedHashSet<>();
    for (var traceparent : traceparents) {
      if (traceparent != null && Traceparent.isSampled(traceparent)) {
        followed.add(traceparent);
      }
    }
    if (followed.isEmpty()) {
      return ActiveSpan.NOOP;
    }
    var span = builder(tracer, step);
    var each = followed.iterator();
    below(span, each.next());
    each.forEachRemaining(other -> span.addLink(Traceparent.context(other)));
    return ActiveSpan.of(span.startSpan());
  }

  private boolean isFollowed(@Nullable String traceparent) {
    return traceparent == null
        ? ThreadLocalRandom.current().nextDouble() < ratio
        : Traceparent.isSampled(traceparent);
  }

  private static SpanBuilder builder(Tracer tracer, SpanName step) {
    return tracer.spanBuilder(step.span()).setSpanKind(step.kind()).setNoParent();
  }

  private static void below(SpanBuilder span, String traceparent) {
    span.setParent(Context.root().with(Span.wrap(Traceparent.context(traceparent))));
  }
}
