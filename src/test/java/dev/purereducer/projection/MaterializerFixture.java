package dev.purereducer.projection;

import dev.purereducer.event.RecordPosition;
import dev.purereducer.event.StateCommitted;
import dev.purereducer.event.VersionSignals;
import dev.purereducer.projection.Materializer.ProjectionBatch;
import dev.purereducer.projection.Materializer.ProjectionBatch.Watermark;
import dev.purereducer.projection.Projector.ConsumedEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;

/** A materializer besides the application's, and events on a topic of the test. */
abstract class MaterializerFixture {
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Inject
  Projector projector;

  @Inject
  ProjectionStore store;

  @Inject
  ProjectionMeters meters;

  @Inject
  VersionSignals signals;

  @Inject
  ProjectionConfig config;

  @Inject
  Pool pool;

  // a separate instance, because the application's consumes the topic meanwhile
  Materializer materializer;
  ProjectedRows rows;
  final String topic = "t-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
  long offset;

  @BeforeEach
  void setUp() {
    materializer = new Materializer(projector, store, meters, signals, config);
    rows = new ProjectedRows(pool);
  }

  void apply(StateCommitted... events) {
    apply(Arrays.stream(events).map(this::consumed).toList());
  }

  void apply(List<ConsumedEvent> events) {
    materializer.apply(new ProjectionBatch(events, marks(offset))).await().atMost(TIMEOUT);
  }

  ConsumedEvent consumed(StateCommitted event) {
    return Events.consumed(event, topic, offset++);
  }

  RecordPosition position() {
    return new RecordPosition(topic, 0, offset++);
  }

  List<Watermark> marks(long nextOffset) {
    return List.of(new Watermark(topic, 0, nextOffset, Instant.now()));
  }
}
