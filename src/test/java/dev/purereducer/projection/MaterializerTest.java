package dev.purereducer.projection;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.event.StateCommitted;
import dev.purereducer.event.VersionSignals;
import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.json.JsonText;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class MaterializerTest {
  private static final Duration SOON = Duration.ofSeconds(10);

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

  // One of our own: the application's works on the topic meanwhile.
  private Materializer materializer;
  private ProjectedRows rows;
  private final String topic =
      "t-" + Long.toHexString(ThreadLocalRandom.current().nextLong());
  private long offset;

  @BeforeEach
  void setUp() {
    materializer = new Materializer(projector, store, meters, signals, config);
    rows = new ProjectedRows(pool);
  }

  @Test
  void event_becomesAReadModel() {
    var key = StoredWorkflow.uniqueKey("tenant");
    var event = Events.shy(key, 3, "cheerful");

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
  void eventsInAnyOrderAndTwice_leaveTheNewest() {
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
  void poisonAmongGoodEvents_isSetAsideAndStopsNone() {
    var good = StoredWorkflow.uniqueKey("m");
    var shy = StoredWorkflow.uniqueKey("m");
    var unknown = StoredWorkflow.uniqueKey("m");
    var malformed = StoredWorkflow.uniqueKey("m");

    apply(List.of(
        arrival(Events.shy(shy, 1, "throws")),
        arrival(Events.event(unknown, 1, "no-such-reducer", "{}")),
        new ConsumedEvent(
            place(),
            malformed,
            1L,
            "dev.purereducer.StateCommitted",
            "{\"ver".getBytes(StandardCharsets.UTF_8)),
        new ConsumedEvent(place(), "", null, null, null),
        arrival(Events.counter(good, 1))));

    assertEquals(1, rows.version(good));
    assertEquals("no-read-model", rows.skippedFor(shy));
    assertEquals("no-read-model", rows.skippedFor(unknown));
    assertEquals("malformed-event", rows.skippedFor(malformed));
    assertEquals("foreign-event", rows.skippedFor(""));
    assertEquals(OptionalLong.of(offset), rows.watermark(topic, 0));
  }

  @Test
  void headersThatDoNotFitTheEvent_areNotTrusted() {
    var key = StoredWorkflow.uniqueKey("m");
    var other = StoredWorkflow.uniqueKey("m");
    var event = Events.counter(key, 1);

    apply(List.of(
        new ConsumedEvent(place(), other, 9L, "dev.purereducer.StateCommitted", event.bytes())));

    assertEquals(0, rows.version(key));
    assertEquals("malformed-event", rows.skippedFor(other));
  }

  @Test
  void newestEventIsPoison_olderOneIsProjected() {
    var key = StoredWorkflow.uniqueKey("m");

    apply(Events.shy(key, 1, "calm"), Events.shy(key, 2, "throws"));

    assertEquals(1, rows.version(key));
    assertEquals("no-read-model", rows.skippedFor(key));
  }

  @Test
  void laterGoodEvent_repairsWhatWasSetAside() {
    var key = StoredWorkflow.uniqueKey("m");

    apply(Events.shy(key, 1, "throws"));
    apply(Events.shy(key, 2, "calm"));
    assertNull(rows.skippedFor(key));

    apply(Events.shy(key, 1, "throws")); // delivered again
    assertNull(rows.skippedFor(key));
    assertEquals(2, rows.version(key));
  }

  @Test
  void rowsThatTheDatabaseRefuses_areFoundAndSetAside() {
    var good = List.of(
        StoredWorkflow.uniqueKey("m"),
        StoredWorkflow.uniqueKey("m"),
        StoredWorkflow.uniqueKey("m"));
    var tooLong = StoredWorkflow.uniqueKey("m") + randomLetters(20_000);
    var alsoTooLong = StoredWorkflow.uniqueKey("m") + randomLetters(20_000);

    apply(
        Events.counter(good.get(0), 1),
        Events.counter(tooLong, 1),
        Events.counter(good.get(1), 1),
        Events.counter(alsoTooLong, 1),
        Events.counter(good.get(2), 1));

    good.forEach(key -> assertEquals(1, rows.version(key)));
    for (var key : List.of(tooLong, alsoTooLong)) {
      assertEquals(0, rows.version(key));
      assertEquals("refused-by-database", rows.skippedFor(key.substring(0, 600)));
    }
    assertEquals(OptionalLong.of(offset), rows.watermark(topic, 0));
  }

  @Test
  void longTag_isCut() {
    var key = StoredWorkflow.uniqueKey("m");

    apply(Events.shy(key, 1, "é".repeat(4_000)));

    assertEquals("é".repeat(256), rows.row(key).getString(3));
  }

  @Test
  void watermark_neverFalls() {
    store.upsertIfNewer(List.of(), marks(10)).await().atMost(SOON);
    store.upsertIfNewer(List.of(), marks(4)).await().atMost(SOON);
    assertEquals(OptionalLong.of(10), rows.watermark(topic, 0));

    store.upsertIfNewer(List.of(), marks(11)).await().atMost(SOON);
    assertEquals(OptionalLong.of(11), rows.watermark(topic, 0));
  }

  @Test
  void watermarkThatCannotBeWritten_leavesTheRowsUnwrittenUntilItCan() {
    var key = StoredWorkflow.uniqueKey("m");
    var batch = new ProjectionBatch(List.of(arrival(Events.counter(key, 1))), marks(1));
    refuseWatermarks();
    try {
      assertThrows(
          Exception.class,
          () -> store
              .upsertIfNewer(projector.project(batch.events()).rows(), batch.watermarks())
              .await()
              .atMost(SOON));
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
  void overlappingBatchesOfFourInstances_neitherDeadlockNorFallBack() {
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
        var arrivals = keys.stream()
            .map(key -> arrival(Events.counter(key, version + random.nextInt(2))))
            .toList();
        var shuffled = new ArrayList<>(projector.project(arrivals).rows());
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
  void pausedMaterializer_takesNothingUntilResumed() {
    var key = StoredWorkflow.uniqueKey("m");
    materializer.pause();

    var applied = materializer
        .apply(new ProjectionBatch(List.of(arrival(Events.counter(key, 1))), marks(1)))
        .subscribeAsCompletionStage();

    assertTrue(materializer.paused());
    assertFalse(materializer.busy());
    assertEquals(0, rows.version(key));
    materializer.resume();
    applied.orTimeout(10, TimeUnit.SECONDS).join();
    assertEquals(1, rows.version(key));
  }

  private void apply(StateCommitted... events) {
    apply(Arrays.stream(events).map(this::arrival).toList());
  }

  private void apply(List<ConsumedEvent> arrivals) {
    materializer.apply(new ProjectionBatch(arrivals, marks(offset))).await().atMost(SOON);
  }

  private ConsumedEvent arrival(StateCommitted event) {
    return Events.arrival(event, topic, offset++);
  }

  private ConsumedEvent.RecordPosition place() {
    return new ConsumedEvent.RecordPosition(topic, 0, offset++);
  }

  private List<Watermark> marks(long nextOffset) {
    return List.of(new Watermark(topic, 0, nextOffset, Instant.now()));
  }

  /** Which PostgreSQL cannot compress, so that they do not fit into an index. */
  private static String randomLetters(int count) {
    return ThreadLocalRandom.current()
        .ints(count, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private void refuseWatermarks() {
    rows.sql("""
        CREATE FUNCTION refuse_%1$s() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'refused by a test';
        END $$;
        CREATE TRIGGER refuse_%1$s BEFORE INSERT OR UPDATE ON projection_wm
        FOR EACH ROW WHEN (NEW.topic = '%2$s') EXECUTE FUNCTION refuse_%1$s();
        """.formatted(topic.replace('-', '_'), topic));
  }

  private void allowWatermarks() {
    rows.sql("DROP FUNCTION IF EXISTS refuse_%s() CASCADE".formatted(topic.replace('-', '_')));
  }
}
