package dev.purereducer.trace;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import org.jspecify.annotations.Nullable;

/** W3C trace contexts as text, {@code 00-<trace id>-<span id>-<flags>}. */
public final class Traceparent {
  /** What a log line says where there is no trace. */
  private static final String NO_TRACE = "none";

  private static final int CHARS = 55;
  private static final int TRACE_ID = 3;
  private static final int SPAN_ID = 36;
  private static final int FLAGS = 53;
  private static final int HEXADECIMAL = 16;

  private Traceparent() {}

  /** A trace context of the form this service passes on, or null: a broken one is ignored. */
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

  /** Whether a checked trace context says that its action is followed. */
  public static boolean isSampled(@Nullable String checked) {
    return checked != null
        && checked.length() == CHARS
        && (Character.digit(checked.charAt(CHARS - 1), HEXADECIMAL) & 1) == 1;
  }

  /** The id of the trace, for a log line. */
  public static String traceId(@Nullable String checked) {
    return checked == null ? NO_TRACE : checked.substring(TRACE_ID, SPAN_ID - 1);
  }

  static String of(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
        + span.getTraceFlags().asHex();
  }

  /** What {@link #of} made a text of; invalid where an id is all zeros. */
  static SpanContext context(String checked) {
    return SpanContext.createFromRemoteParent(
        checked.substring(TRACE_ID, SPAN_ID - 1),
        checked.substring(SPAN_ID, FLAGS - 1),
        TraceFlags.fromHex(checked, FLAGS),
        TraceState.getDefault());
  }
}
