package dev.purereducer.projection;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.history.ReadModels.WorkflowView;
import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.json.JsonText;
import dev.purereducer.projection.Materializer.ProjectionBatch;
import dev.purereducer.projection.Materializer.ProjectionBatch.Watermark;
import dev.purereducer.projection.Projector.ConsumedEvent;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MaterializerTest extends MaterializerFixture {
  @Inject
  ProjectionStatus status;

  @Test
  void event_isProjected() {
    var key = StoredWorkflow.uniqueKey("tenant");
    var event = Events.withMood(key, 3, "cheerful");

    apply(event);

    var row = rows.row(key);
    assertEquals(3, row.getLong(0));
    assertEquals(RefusingReducer.NAME, row.getString(1));
    assertEquals("tenant", row.getString(2));
    assertEquals("cheerful", row.getString(3));
    assertEquals(
        JsonText.parse("{\"action_id\":\"a3\",\"type\":\"Add\",\"correlation_id\":\"c3\"}"),
        JsonText.parse(row.getString(4)));
    assertEquals(JsonText.parse("{\"mood\":\"cheerful\"}"), JsonText.parse(row.getString(5)));
    assertEquals("{}", row.getString(6));
    assertEquals(event.committedAt(), row.getOffsetDateTime(7).toInstant());
  }

  @Test
  void reorderedAndDuplicateEvents_leaveTheNewestVersion() {
    var one = StoredWorkflow.uniqueKey("m");
    var other = StoredWorkflow.uniqueKey("m");

    apply(
        Events.counter(one, 2),
        Events.counter(other, 1),
        Events.counter(one, 3),
        Events.counter(one, 1),
        Events.counter(one, 3));
    apply(Events.counter(one, 3), Events.counter(other, 1));
    apply(Events.counter(one, 1), Events.counter(one, 2));

    assertEquals(3, rows.version(one));
    assertEquals("{\"value\": 30}", rows.row(one).getString(5));
    assertEquals(1, rows.version(other));
  }

  @Test
  void longTag_isTruncated() {
    var key = StoredWorkflow.uniqueKey("m");

    apply(Events.withMood(key, 1, "é".repeat(4_000)));

    assertEquals("é".repeat(256), rows.row(key).getString(3));
  }

  @Test
  void watermark_neverDecreases() {
    store.upsertIfNewer(List.of(), marks(10)).await().atMost(TIMEOUT);
    store.upsertIfNewer(List.of(), marks(4)).await().atMost(TIMEOUT);
    assertEquals(OptionalLong.of(10), rows.watermark(topic, 0));

    store.upsertIfNewer(List.of(), marks(11)).await().atMost(TIMEOUT);
    assertEquals(OptionalLong.of(11), rows.watermark(topic, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2999-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z"
      })
  void watermarkWithAnImpossibleEventTime_doesNotHideTheLagOfLaterEvents(String time) {
    store
        .upsertIfNewer(List.of(), List.of(new Watermark(topic, 0, 1, Instant.parse(time))))
        .await()
        .atMost(TIMEOUT);
    assertFalse(rows.eventTime(topic).isAfter(Instant.now()));

    var next = Instant.now().truncatedTo(ChronoUnit.MICROS);
    store
        .upsertIfNewer(List.of(), List.of(new Watermark(topic, 0, 2, next)))
        .await()
        .atMost(TIMEOUT);
    assertEquals(next, rows.eventTime(topic));
  }

  @Test
  void watermarkStoredInTheFuture_isCorrectedByTheNextOne() {
    store.upsertIfNewer(List.of(), marks(1)).await().atMost(TIMEOUT);
    rows.sql(
        "UPDATE projection_wm SET event_time = 'infinity' WHERE topic = '%s'".formatted(topic));
    var progress = status.progress().await().atMost(TIMEOUT).stream()
        .flatMap(it -> it.partitions().stream())
        .filter(it -> it.topic().equals(topic))
        .findFirst()
        .orElseThrow();
    assertEquals(progress.updatedAt(), progress.eventTime());

    store.upsertIfNewer(List.of(), marks(2)).await().atMost(TIMEOUT);

    assertFalse(rows.eventTime(topic).isAfter(Instant.now()));
  }

  @Test
  void failedWatermarkWrite_rollsBackTheRowsAndIsRetried() {
    var key = StoredWorkflow.uniqueKey("m");
    var batch = new ProjectionBatch(List.of(consumed(Events.counter(key, 1))), marks(1));
    rejectWatermarks();
    try {
      assertThrows(
          Exception.class,
          () -> store
              .upsertIfNewer(views(batch.events()), batch.watermarks())
              .await()
              .atMost(TIMEOUT));
      assertEquals(0, rows.version(key));

      var applied = materializer.apply(batch).subscribeAsCompletionStage();
      await().until(materializer::busy);
      assertFalse(applied.isDone());
      assertEquals(0, rows.version(key));

      allowWatermarks();
      applied.orTimeout(10, TimeUnit.SECONDS).join();
      assertEquals(1, rows.version(key));
      assertEquals(OptionalLong.of(1), rows.watermark(topic, 0));
      assertFalse(materializer.busy());
    } finally {
      allowWatermarks();
    }
  }

  @Test
  void concurrentBatchesOfFourInstances_neitherDeadlockNorDecreaseVersions() {
    long seed = ThreadLocalRandom.current().nextLong();
    System.out.println("seed=" + seed);
    var random = new Random(seed);
    var keys = new ArrayList<String>();
    for (int i = 0; i < 1_000; i++) {
      keys.add(StoredWorkflow.uniqueKey("m"));
    }
    for (int round = 1; round <= 5; round++) {
      int version = round;
      var writes = new ArrayList<CompletableFuture<?>>();
      for (int instance = 0; instance < 4; instance++) {
        var events = keys.stream()
            .map(key -> consumed(Events.counter(key, version + random.nextInt(2))))
            .toList();
        var shuffled = new ArrayList<>(views(events));
        Collections.shuffle(shuffled, random);
        writes.add(store.upsertIfNewer(shuffled, marks(offset)).subscribeAsCompletionStage());
      }
      writes.forEach(write -> write.orTimeout(10, TimeUnit.SECONDS).join());
      assertTrue(rows.version(keys.get(random.nextInt(keys.size()))) >= round);
    }
  }

  @Test
  void appliedVersion_isSignalled() {
    var key = StoredWorkflow.uniqueKey("m");
    var reached = signals.reached(key, 2).subscribeAsCompletionStage();

    apply(Events.counter(key, 1));
    assertFalse(reached.isDone());
    apply(Events.counter(key, 2));

    assertTrue(reached.isDone());
  }

  @Test
  void pausedMaterializer_writesNothingUntilResumed() {
    var key = StoredWorkflow.uniqueKey("m");
    materializer.pause();

    var applied = materializer
        .apply(new ProjectionBatch(List.of(consumed(Events.counter(key, 1))), marks(1)))
        .subscribeAsCompletionStage();

    assertTrue(materializer.paused());
    assertFalse(materializer.busy());
    assertEquals(0, rows.version(key));
    materializer.resume();
    applied.orTimeout(10, TimeUnit.SECONDS).join();
    assertEquals(1, rows.version(key));
  }

  private List<WorkflowView> views(List<ConsumedEvent> events) {
    return projector.project(events).rows().stream()
        .map(Projector.ProjectedRow::view)
        .toList();
  }

  private void rejectWatermarks() {
    rows.sql("""
        CREATE FUNCTION reject_%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'rejected by a test';
        END $$;
        CREATE TRIGGER reject_%1$s BEFORE INSERT OR UPDATE ON projection_wm
        FOR EACH ROW WHEN (NEW.topic = '%2$s') EXECUTE FUNCTION reject_%1$s();
        """.formatted(topic.replace('-', '_'), topic));
  }

  private void allowWatermarks() {
    rows.sql("DROP FUNCTION IF EXISTS reject_%s() CASCADE".formatted(topic.replace('-', '_')));
  }
}
