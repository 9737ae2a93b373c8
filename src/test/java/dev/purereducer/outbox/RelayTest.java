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
import dev.purereducer.event.OutboxEvent.EventType;
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
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @Inject
  Vertx vertx;

  @Inject
  Database database;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> broker;

  private OutboxFixture outbox;

  @BeforeEach
  void build() {
    outbox = new OutboxFixture(vertx, database.connectOptions(), broker);
  }

  @AfterEach
  void tearDown() {
    outbox.close();
  }

  @Test
  void rowsOfManyKeys_arePublishedOnceInOrder_andDeleted() {
    for (long version = 1; version <= 20; version++) {
      for (int key = 0; key < 10; key++) {
        outbox.commit("k" + key, version);
      }
    }

    outbox.startRelay(TestPublishConfig.FAST.batchRows(7));

    await().atMost(TIMEOUT).until(() -> outbox.unpublishedRows() == 0);
    var versionsOfKey = versionsOfKey(200);
    assertEquals(10, versionsOfKey.size());
    versionsOfKey.values().forEach(versions -> assertEquals(upTo(20), versions));
  }

  @Test
  void event_isPublishedAsCloudEvent() {
    outbox.commit("órder:1", 7);

    outbox.startRelay(TestPublishConfig.FAST);

    var record = outbox.records(outbox.topics.stateCommitted(), 1).getFirst();
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
    assertEquals("00-" + outbox.id, OutboxFixture.header(record, "traceparent"));
  }

  @Test
  void eventType_determinesTheTopic() {
    outbox.await(outbox.insert(outbox.pool, EventType.STATE_CONFLICT, "k", 1));
    outbox.await(outbox.insert(outbox.pool, EventType.INTENT, "k", 1));
    outbox.await(outbox.insert(outbox.pool, EventType.REDUCER_GAVE_UP, "k", 1));

    outbox.startRelay(TestPublishConfig.FAST);

    assertEquals(1, outbox.records(outbox.topics.stateConflicts(), 1).size());
    assertEquals(1, outbox.records(outbox.topics.reducerGaveUp(), 1).size());
    var intent = outbox.records(outbox.topics.intents(), 1).getFirst();
    assertNull(intent.headers().lastHeader("ce_version"));
    assertNull(intent.headers().lastHeader("traceparent"));
  }

  @Test
  void wake_publishesWithoutWaitingForThePoll() {
    var started = outbox.startRelay(TestPublishConfig.FAST.polling(Duration.ofSeconds(10)));
    await().atMost(TIMEOUT).until(() -> started.shards() == OutboxFixture.SHARDS);
    started.relay().wake(0);
    outbox.commit("k", 1);
    long wokenAt = System.nanoTime();

    started.relay().wake(0);

    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofSeconds(5))
        .until(() -> outbox.unpublishedRows() == 0);
    assertTrue(Duration.ofNanos(System.nanoTime() - wokenAt).toMillis() < 5_000);
  }

  @Test
  void relays_shareTheShards() {
    var first = outbox.startRelay("a", TestPublishConfig.FAST, sink -> sink);
    await().atMost(TIMEOUT).until(() -> first.shards() == 16);

    var second = outbox.startRelay("b", TestPublishConfig.FAST, sink -> sink);
    await().atMost(TIMEOUT).until(() -> first.shards() == 8 && second.shards() == 8);

    // 16 = 6 + 5 + 5
    var third = outbox.startRelay("c", TestPublishConfig.FAST, sink -> sink);
    await()
        .atMost(TIMEOUT)
        .until(() -> first.shards() == 6 && second.shards() == 5 && third.shards() == 5);
    assertEquals(16, outbox.number("SELECT count(*) FROM outbox_lease WHERE expires_at > now()"));
  }

  @Test
  void stop_freesTheShards() {
    var longLeases = new TestPublishConfig(
        Duration.ofMinutes(5),
        Duration.ofMillis(200),
        Duration.ofMinutes(5),
        Duration.ofMillis(5),
        Duration.ofMillis(50),
        500);
    var first = outbox.startRelay(longLeases);
    var second = outbox.startRelay(longLeases);
    await().atMost(TIMEOUT).until(() -> first.shards() == 8 && second.shards() == 8);

    outbox.stop(first);

    await().atMost(TIMEOUT).until(() -> second.shards() == 16);
    assertEquals(1, outbox.number("SELECT count(*) FROM outbox_relay"));
  }

  @Test
  void stop_drainsTheOutbox() {
    var started =
        outbox.startRelay(TestPublishConfig.FAST.polling(Duration.ofSeconds(10)).batchRows(1));
    await().atMost(TIMEOUT).until(() -> started.shards() == 16);
    LongStream.rangeClosed(1, 5).forEach(version -> outbox.commit("k", version));

    outbox.stop(started);

    assertEquals(0, outbox.unpublishedRows());
    assertEquals(upTo(5), outbox.versions("k", 5));
  }

  @Test
  void crashedRelay_isReplacedWithoutGaps() {
    var first = outbox.startRelay(TestPublishConfig.FAST);
    var second = outbox.startRelay(TestPublishConfig.FAST);
    await().atMost(TIMEOUT).until(() -> first.shards() == 8 && second.shards() == 8);
    commitAll(1, 10);

    outbox.kill(first);
    commitAll(11, 20);

    await().atMost(TIMEOUT).until(() -> second.shards() == 16);
    await().atMost(TIMEOUT).until(() -> outbox.unpublishedRows() == 0);
    var versionsOfKey = versionsOfKey(32 * 20);
    assertEquals(32, versionsOfKey.size());
    versionsOfKey.values().forEach(versions -> assertEquals(upTo(20), firstOccurrences(versions)));
  }

  @Test
  void staleOwner_repeatsOnlyPublishedEvents() {
    LongStream.rangeClosed(1, 3).forEach(version -> outbox.commit("k", version));
    var gate = new AtomicReference<GatedSink>();
    var stale =
        outbox.startRelay(TestPublishConfig.FAST.batchTimeout(Duration.ofSeconds(1)), sink -> {
          gate.set(new GatedSink(sink));
          return gate.get();
        });
    assertEquals(3, gate.get().arrived.orTimeout(15, TimeUnit.SECONDS).join());

    var successor = outbox.startRelay(TestPublishConfig.FAST);
    await().atMost(TIMEOUT).until(() -> successor.shards() == 16);
    assertEquals(0, stale.shards());
    LongStream.rangeClosed(4, 5).forEach(version -> outbox.commit("k", version));
    await().atMost(TIMEOUT).until(() -> outbox.unpublishedRows() == 0);
    gate.get().open.complete(null);

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 1L, 2L, 3L), outbox.versions("k", 8));
  }

  @Test
  void rejectedRecord_blocksOnlyItsKey_untilAccepted() {
    outbox.commit("blocked", 1);
    outbox.commit("blocked", 2, new byte[200_000]);
    outbox.commit("other", 1);
    outbox.commit("blocked", 3);
    var first = outbox.startRelay(TestPublishConfig.FAST);

    await().atMost(TIMEOUT).until(() -> outbox.unpublishedRows() == 3);
    outbox.commit("other", 2);
    await().atMost(TIMEOUT).until(() -> outbox.unpublishedRows() == 3);
    assertEquals(1, first.relay().health().blockedKeys());
    assertEquals(List.of(1L), firstOccurrences(outbox.versions("blocked", 3)));
    assertEquals(upTo(2), firstOccurrences(outbox.versions("other", 3)));

    outbox.stop(first);
    outbox.await(
        outbox.pool.query("UPDATE outbox SET event = '{}' WHERE version = 2").execute());
    outbox.startRelay(TestPublishConfig.FAST);

    await().atMost(TIMEOUT).until(() -> outbox.unpublishedRows() == 0);
    assertEquals(upTo(3), firstOccurrences(outbox.versions("blocked", 6)));
  }

  @Test
  void lateCommitOfALowId_keepsTheOrderOfItsKey() {
    var relay = outbox.startRelay(TestPublishConfig.FAST);
    await().atMost(TIMEOUT).until(() -> relay.shards() == 16);
    var late = outbox.await(outbox.pool.getConnection());
    outbox.await(late.query("BEGIN").execute());
    outbox.await(late.query("CREATE TABLE locked ()").execute());
    outbox.await(outbox.insert(late, EventType.STATE_COMMITTED, "late", 1));
    for (long version = 1; version <= 20; version++) {
      outbox.commit("busy", version);
      await().atMost(TIMEOUT).until(() -> outbox.unpublishedRows() == 0);
    }

    outbox.await(outbox.insert(late, EventType.STATE_COMMITTED, "late", 2));
    outbox.await(late.query("COMMIT").execute());
    late.closeAndForget();

    await().atMost(Duration.ofSeconds(2)).until(() -> outbox.unpublishedRows() == 0);
    assertEquals(upTo(2), outbox.versions("late", 22));
  }

  private void commitAll(long from, long to) {
    for (long version = from; version <= to; version++) {
      for (int key = 0; key < 32; key++) {
        outbox.commit("k" + key, version);
      }
    }
  }

  private Map<String, List<Long>> versionsOfKey(int atLeast) {
    return outbox.records(outbox.topics.stateCommitted(), atLeast).stream()
        .collect(groupingBy(ConsumerRecord::key, mapping(OutboxFixture::version, toList())));
  }

  private static List<Long> upTo(long version) {
    return LongStream.rangeClosed(1, version).boxed().toList();
  }

  private static List<Long> firstOccurrences(List<Long> versions) {
    return versions.stream().distinct().toList();
  }
}
