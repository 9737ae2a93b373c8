package dev.purereducer.outbox;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.database.Database;
import dev.purereducer.event.EventType;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RelayTest {
  private static final Duration SOON = Duration.ofSeconds(15);

  @Inject
  Vertx vertx;

  @Inject
  Database database;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> broker;

  private OutboxFixture world;

  @BeforeEach
  void build() {
    world = new OutboxFixture(vertx, database.connectOptions(), broker);
  }

  @AfterEach
  void tearDown() {
    world.close();
  }

  @Test
  void rowsOfManyKeys_arriveOnceInOrder_andAreDeleted() {
    for (long version = 1; version <= 20; version++) {
      for (int key = 0; key < 10; key++) {
        world.commit("k" + key, version);
      }
    }

    world.relay(TestPublishConfig.FAST.batchRows(7));

    await().atMost(SOON).until(() -> world.waitingRows() == 0);
    var versionsOfKey = versionsOfKey(200);
    assertEquals(10, versionsOfKey.size());
    versionsOfKey.values().forEach(versions -> assertEquals(upTo(20), versions));
  }

  @Test
  void event_isACloudEvent() {
    world.commit("órder:1", 7);

    world.relay(TestPublishConfig.FAST);

    var record = world.records(world.topics.stateCommitted(), 1).getFirst();
    assertEquals("órder:1", record.key());
    assertArrayEquals(OutboxFixture.data("órder:1", 7), record.value());
    assertEquals("1.0", OutboxFixture.header(record, "ce_specversion"));
    assertEquals("STATE_COMMITTED/órder:1@7", OutboxFixture.header(record, "ce_id"));
    assertEquals("dev.purereducer.StateCommitted", OutboxFixture.header(record, "ce_type"));
    assertEquals("/test", OutboxFixture.header(record, "ce_source"));
    assertEquals("órder:1", OutboxFixture.header(record, "ce_subject"));
    assertEquals("2026-01-02T03:04:05Z", OutboxFixture.header(record, "ce_time"));
    assertEquals("application/json", OutboxFixture.header(record, "content-type"));
    assertEquals("7", OutboxFixture.header(record, "ce_version"));
    assertEquals("6", OutboxFixture.header(record, "ce_previousversion"));
    assertEquals("00-" + world.id, OutboxFixture.header(record, "traceparent"));
  }

  @Test
  void eventTypes_goToTheirTopics() {
    world.await(world.insert(world.pool, EventType.STATE_CONFLICT, "k", 1));
    world.await(world.insert(world.pool, EventType.INTENT, "k", 1));
    world.await(world.insert(world.pool, EventType.REDUCER_GAVE_UP, "k", 1));

    world.relay(TestPublishConfig.FAST);

    assertEquals(1, world.records(world.topics.stateConflicts(), 1).size());
    assertEquals(1, world.records(world.topics.reducerGaveUp(), 1).size());
    var intent = world.records(world.topics.intents(), 1).getFirst();
    assertNull(intent.headers().lastHeader("ce_version"));
    assertNull(intent.headers().lastHeader("traceparent"));
  }

  @Test
  void doorbell_sparesThePoll() {
    var started = world.relay(TestPublishConfig.FAST.polling(Duration.ofSeconds(10)));
    await().atMost(SOON).until(() -> started.shards() == OutboxFixture.SHARDS);
    started.relay().wake(0);
    world.commit("k", 1);
    long rung = System.nanoTime();

    started.relay().wake(0);

    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(5))
        .until(() -> world.waitingRows() == 0);
    assertTrue(Duration.ofNanos(System.nanoTime() - rung).toMillis() < 5_000);
  }

  @Test
  void relays_shareTheShards() {
    var first = world.relay("a", TestPublishConfig.FAST, sink -> sink);
    await().atMost(SOON).until(() -> first.shards() == 16);

    var second = world.relay("b", TestPublishConfig.FAST, sink -> sink);
    await().atMost(SOON).until(() -> first.shards() == 8 && second.shards() == 8);

    // 16 = 6 + 5 + 5
    var third = world.relay("c", TestPublishConfig.FAST, sink -> sink);
    await()
        .atMost(SOON)
        .until(() -> first.shards() == 6 && second.shards() == 5 && third.shards() == 5);
    assertEquals(16, world.number("SELECT count(*) FROM outbox_lease WHERE expires_at > now()"));
  }

  @Test
  void stoppedRelay_freesItsShardsAtOnce() {
    var patient = new TestPublishConfig(
        Duration.ofMinutes(5),
        Duration.ofMillis(200),
        Duration.ofMinutes(5),
        Duration.ofMillis(5),
        Duration.ofMillis(50),
        500);
    var first = world.relay(patient);
    var second = world.relay(patient);
    await().atMost(SOON).until(() -> first.shards() == 8 && second.shards() == 8);

    world.stop(first);

    await().atMost(SOON).until(() -> second.shards() == 16);
    assertEquals(1, world.number("SELECT count(*) FROM outbox_relay"));
  }

  @Test
  void stoppedRelay_publishesWhatIsLeft() {
    var started =
        world.relay(TestPublishConfig.FAST.polling(Duration.ofSeconds(10)).batchRows(1));
    await().atMost(SOON).until(() -> started.shards() == 16);
    LongStream.rangeClosed(1, 5).forEach(version -> world.commit("k", version));

    world.stop(started);

    assertEquals(0, world.waitingRows());
    assertEquals(upTo(5), world.versions("k", 5));
  }

  @Test
  void deadRelay_isReplacedWithoutAGap() {
    var first = world.relay(TestPublishConfig.FAST);
    var second = world.relay(TestPublishConfig.FAST);
    await().atMost(SOON).until(() -> first.shards() == 8 && second.shards() == 8);
    commitAll(1, 10);

    world.kill(first);
    commitAll(11, 20);

    await().atMost(SOON).until(() -> second.shards() == 16);
    await().atMost(SOON).until(() -> world.waitingRows() == 0);
    var versionsOfKey = versionsOfKey(32 * 20);
    assertEquals(32, versionsOfKey.size());
    versionsOfKey.values().forEach(versions -> assertEquals(upTo(20), firstOccurrences(versions)));
  }

  @Test
  void staleOwner_repeatsOnlyWhatWasSeen() {
    LongStream.rangeClosed(1, 3).forEach(version -> world.commit("k", version));
    var gate = new AtomicReference<GatedSink>();
    var stale = world.relay(TestPublishConfig.FAST.batchTimeout(Duration.ofSeconds(1)), sink -> {
      gate.set(new GatedSink(sink));
      return gate.get();
    });
    assertEquals(3, gate.get().arrived.orTimeout(15, TimeUnit.SECONDS).join());

    var heir = world.relay(TestPublishConfig.FAST);
    await().atMost(SOON).until(() -> heir.shards() == 16);
    assertEquals(0, stale.shards());
    LongStream.rangeClosed(4, 5).forEach(version -> world.commit("k", version));
    await().atMost(SOON).until(() -> world.waitingRows() == 0);
    gate.get().open.complete(null);

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 1L, 2L, 3L), world.versions("k", 8));
  }

  @Test
  void refusedRecord_holdsBackItsKeyOnly_untilItPasses() {
    world.commit("stuck", 1);
    world.commit("stuck", 2, new byte[200_000]);
    world.commit("other", 1);
    world.commit("stuck", 3);
    var first = world.relay(TestPublishConfig.FAST);

    await().atMost(SOON).until(() -> world.waitingRows() == 3);
    world.commit("other", 2);
    await().atMost(SOON).until(() -> world.waitingRows() == 3);
    assertEquals(1, first.relay().health().blockedKeys());
    assertEquals(List.of(1L), firstOccurrences(world.versions("stuck", 3)));
    assertEquals(upTo(2), firstOccurrences(world.versions("other", 3)));

    world.stop(first);
    world.await(
        world.pool.query("UPDATE outbox SET event = '{}' WHERE version = 2").execute());
    world.relay(TestPublishConfig.FAST);

    await().atMost(SOON).until(() -> world.waitingRows() == 0);
    assertEquals(upTo(3), firstOccurrences(world.versions("stuck", 6)));
  }

  @Test
  void lateCommitOfALowId_keepsItsKeysOrder() {
    var relay = world.relay(TestPublishConfig.FAST);
    await().atMost(SOON).until(() -> relay.shards() == 16);
    var late = world.await(world.pool.getConnection());
    world.await(late.query("BEGIN").execute());
    world.await(late.query("CREATE TABLE locked ()").execute());
    world.await(world.insert(late, EventType.STATE_COMMITTED, "late", 1));
    for (long version = 1; version <= 20; version++) {
      world.commit("busy", version);
      await().atMost(SOON).until(() -> world.waitingRows() == 0);
    }

    world.await(world.insert(late, EventType.STATE_COMMITTED, "late", 2));
    world.await(late.query("COMMIT").execute());
    late.closeAndForget();

    await().atMost(Duration.ofSeconds(2)).until(() -> world.waitingRows() == 0);
    assertEquals(upTo(2), world.versions("late", 22));
  }

  private void commitAll(long from, long to) {
    for (long version = from; version <= to; version++) {
      for (int key = 0; key < 32; key++) {
        world.commit("k" + key, version);
      }
    }
  }

  private Map<String, List<Long>> versionsOfKey(int atLeast) {
    return world.records(world.topics.stateCommitted(), atLeast).stream()
        .collect(groupingBy(ConsumerRecord::key, mapping(OutboxFixture::version, toList())));
  }

  private static List<Long> upTo(long version) {
    return LongStream.rangeClosed(1, version).boxed().toList();
  }

  private static List<Long> firstOccurrences(List<Long> versions) {
    return versions.stream().distinct().toList();
  }
}
