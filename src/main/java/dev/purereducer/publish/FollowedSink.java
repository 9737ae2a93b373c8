package dev.purereducer.publish;

import dev.purereducer.trace.Step;
import dev.purereducer.trace.Tracing;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sink whose batches are steps on the way of the actions that their events are of. */
final class FollowedSink implements EventSink {
  private final EventSink sink;
  private final Tracing tracing;

  private FollowedSink(EventSink sink, Tracing tracing) {
    this.sink = sink;
    this.tracing = tracing;
  }

  /** The sink itself where nothing is followed. */
  static EventSink of(EventSink sink, Tracing tracing) {
    return tracing.isOn() ? new FollowedSink(sink, tracing) : sink;
  }

  @Override
  public Uni<Void> send(List<OutboxRow> rows) {
    var trail = tracing.followAll(Step.PUBLISH, traceparents(rows));
    if (!trail.isFollowed()) {
      return sink.send(rows);
    }
    trail.say("events", rows.size());
    return sink.send(rows).onTermination().invoke((_, failure, _) -> trail.end(failure));
  }

  @Override
  public void close() {
    sink.close();
  }

  private static List<@Nullable String> traceparents(List<OutboxRow> rows) {
    List<@Nullable String> traceparents = new ArrayList<>(rows.size());
    rows.forEach(row -> traceparents.add(row.event().traceparent()));
    return traceparents;
  }
}
