package dev.purereducer.trace;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

/** W3C trace context as text: {@code 00-<trace id>-<span id>-<flags>}. */
public final class Traceparent {
  /** The trace id in log lines of actions without a trace. */
  private static final String NO_TRACE = "none";

  private static final int CHARS = 55;
  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = 36;
  private static final int FLAGS = 53;
  private static final int HEXADECIMAL = 16;

  private Traceparent() {}

  /** The header if it is a valid trace context of version 00, else null. */
  public static @Nullable String parseOrNull(@Nullable String header) {
    if (header == null || header.length() != CHARS || !header.startsWith("00-")) {
      return null;
    }
    for (int i = TRACE_ID; i < CHARS; i++) {
      char c = header.charAt(i);
      boolean dash = i == SPAN_ID - 1 || i == FLAGS - 1;
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (dash ? c != '-' : !hex) {
        return null;
      }
    }
    return header;
  }

  /** Whether the sampled flag of a valid trace context is set. */
  public static boolean isSampled(@Nullable String traceparent) {
    return traceparent != null
        && traceparent.length() == CHARS
        && (Character.digit(traceparent.charAt(CHARS - 1), HEXADECIMAL) & 1) == 1;
  }

  /** The trace id for log lines. */
  public static String traceId(@Nullable String traceparent) {
    return traceparent == null ? NO_TRACE : traceparent.substring(TRACE_ID, SPAN_ID - 1);
  }

  static String of(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
        + span.getTraceFlags().asHex();
  }

  /** The span context of a valid trace context; invalid if an id is all zeros. */
  static SpanContext context(String traceparent) {
    return SpanContext.createFromRemoteParent(
        traceparent.substring(TRACE_ID, SPAN_ID - 1),
        traceparent.substring(SPAN_ID, FLAGS - 1),
        TraceFlags.fromHex(traceparent, FLAGS),
        TraceState.getDefault());
  }
}
