package dev.purereducer.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** A step that is under way, where somebody follows it; from any thread. */
public final class ActiveSpan {
  /** A step that nobody follows. */
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

  /** What the next steps go on from; null when nobody follows. */
  public @Nullable String traceparent() {
    return span == null ? null : Traceparent.of(span.getSpanContext());
  }

  /** Says something of the step; nothing, when the value is null. */
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

  /** The step itself, which ends the trail when it ends, one way or another. */
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
