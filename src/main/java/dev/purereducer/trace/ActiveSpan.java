package dev.purereducer.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** An active span, or a no-op if the action is not sampled. Thread-safe. */
public final class ActiveSpan {
  /** The span of an action that is not sampled. */
  public static final ActiveSpan NOOP = new ActiveSpan(null);

  private final @Nullable Span span;

  private ActiveSpan(@Nullable Span span) {
    this.span = span;
  }

  static ActiveSpan of(Span span) {
    return new ActiveSpan(span);
  }

  public boolean isRecording() {
    return span != null;
  }

  /** The trace context for child spans; null if not sampled. */
  public @Nullable String traceparent() {
    return span == null ? null : Traceparent.of(span.getSpanContext());
  }

  /** Sets an attribute, unless the value is null. */
  public ActiveSpan setAttribute(String name, @Nullable String value) {
    if (span != null && value != null) {
      span.setAttribute(name, value);
    }
    return this;
  }

  public ActiveSpan setAttribute(String name, long value) {
    if (span != null) {
      span.setAttribute(name, value);
    }
    return this;
  }

  /** Ends the span when {@code step} terminates; a failure becomes the span's status. */
  public <T> Uni<T> endOnTermination(Uni<T> step) {
    return span == null ? step : step.onTermination().invoke((_, failure, _) -> end(failure));
  }

  private void end(@Nullable Throwable failure) {
    if (span == null) {
      return;
    }
    if (failure != null) {
      span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
    }
    span.end();
  }
}
