package dev.purereducer.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.trace.Tracing.SpanName;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SAMPLED = "00-" + TRACE + "-b7ad6b7169203331-01";
  private static final String OTHER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-b7ad6b7169203331-00";

  private final List<SpanData> ended = new ArrayList<>();
  private final Tracing all = tracing(1);
  private final Tracing none = tracing(0);

  @Test
  void off_createsNoSpan() {
    assertFalse(Tracing.OFF.isOn());
    assertSame(ActiveSpan.NOOP, Tracing.OFF.startSpan(SpanName.ACTION, SAMPLED));
    assertSame(ActiveSpan.NOOP, Tracing.OFF.startBatchSpan(SpanName.COMMIT, List.of(SAMPLED)));
  }

  @Test
  void noopSpan_doesNothing() {
    var step = Uni.createFrom().item("x");

    assertSame(
        step,
        ActiveSpan.NOOP
            .setAttribute("workflow_key", "k")
            .setAttribute("turns", 1)
            .endOnTermination(step));
    assertFalse(ActiveSpan.NOOP.isRecording());
    assertNull(ActiveSpan.NOOP.traceparent());
  }

  @Test
  void ratio_decidesWithoutATraceContext() {
    assertTrue(all.startSpan(SpanName.ACTION, null).isRecording());
    assertFalse(none.startSpan(SpanName.ACTION, null).isRecording());
  }

  @Test
  void sampledFlag_decidesWithATraceContext() {
    assertTrue(none.startSpan(SpanName.ACTION, SAMPLED).isRecording());
    assertFalse(all.startSpan(SpanName.ACTION, UNSAMPLED).isRecording());
  }

  @Test
  void span_isAChildOfItsTraceContext() {
    var active = none.startSpan(SpanName.ACTION, SAMPLED).setAttribute("outcome", "committed");
    var next = active.traceparent();
    end(active);

    var span = ended.getFirst();
    assertEquals("00-" + TRACE + "-" + span.getSpanId() + "-01", next);
    assertEquals("b7ad6b7169203331", span.getParentSpanId());
    assertEquals("committed", span.getAttributes().get(AttributeKey.stringKey("outcome")));
  }

  @Test
  void batchSpan_isAChildOfTheFirstSampledAndLinkedWithTheOthers() {
    var contexts = Arrays.asList(null, UNSAMPLED, SAMPLED, SAMPLED, OTHER, OTHER, SAMPLED);
    end(none.startBatchSpan(SpanName.COMMIT, contexts));

    var span = ended.getFirst();
    assertEquals(TRACE, span.getTraceId());
    assertEquals("b7ad6b7169203331", span.getParentSpanId());
    assertEquals(
        List.of(OTHER),
        span.getLinks().stream()
            .map(link -> Traceparent.of(link.getSpanContext()))
            .toList());
  }

  @Test
  void batchSpanOfUnsampledActions_isANoop() {
    assertSame(
        ActiveSpan.NOOP, all.startBatchSpan(SpanName.COMMIT, Arrays.asList(null, UNSAMPLED)));
  }

  @Test
  void failedStep_endsItsSpanWithAnError() {
    var step = Uni.createFrom().<String>failure(new IllegalStateException("no room"));

    var ending = all.startSpan(SpanName.ACTION, null).endOnTermination(step).await();

    assertThrows(IllegalStateException.class, ending::indefinitely);
    assertEquals(StatusCode.ERROR, ended.getFirst().getStatus().getStatusCode());
    assertEquals("no room", ended.getFirst().getStatus().getDescription());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00-1-1-01", "00-x", "01"})
  void invalidTraceContext_isNotSampled(String broken) {
    assertNull(Traceparent.parseOrNull(broken));
    assertFalse(Traceparent.isSampled(broken));
  }

  @Test
  void traceId_isTheIdOrNone() {
    assertEquals(TRACE, Traceparent.traceId(SAMPLED));
    assertEquals("none", Traceparent.traceId(null));
  }

  private static void end(ActiveSpan span) {
    span.endOnTermination(Uni.createFrom().voidItem()).await().indefinitely();
  }

  private Tracing tracing(double ratio) {
    var processor = new SpanProcessor() {
      @Override
      public void onStart(Context parent, ReadWriteSpan span) {}

      @Override
      public boolean isStartRequired() {
        return false;
      }

      @Override
      public void onEnd(ReadableSpan span) {
        ended.add(span.toSpanData());
      }

      @Override
      public boolean isEndRequired() {
        return true;
      }
    };
    return Tracing.on(TracingFactory.provider(Map.of(), processor).get("test"), ratio);
  }
}
