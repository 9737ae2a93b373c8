package dev.purereducer.outbox;

import dev.purereducer.trace.SpanName;
import dev.purereducer.trace.Tracing;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** A tracing decorator: each batch is a span linked to the traces of its events. */
final class TracingEventSink implements EventSink {
  private final EventSink sink;
  private final Tracing tracing;

  private TracingEventSink(EventSink sink, Tracing tracing) {
    this.sink = sink;
    this.tracing = tracing;
  }

  /** Returns the sink itself if tracing is off. */
  static EventSink of(EventSink sink, Tracing tracing) {
    return tracing.isOn() ? new TracingEventSink(sink, tracing) : sink;
  }

  @Override
  public Uni<Void> send(List<OutboxRow> rows) {
    var traceparents = rows.stream().map(row -> row.event().traceparent()).toList();
    return tracing
        .startBatchSpan(SpanName.PUBLISH, traceparents)
        .setAttribute("events", rows.size())
        .endOnTermination(sink.send(rows));
  }

  @Override
  public void close() {
    sink.close();
  }
}
