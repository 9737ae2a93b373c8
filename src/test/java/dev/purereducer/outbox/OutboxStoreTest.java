package dev.purereducer.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.database.Database;
import dev.purereducer.outbox.OutboxStore.OutboxRow;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OutboxStoreTest {
  private static final String[] NO_KEYS = {};

  @Inject
  Vertx vertx;

  @Inject
  Database database;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> broker;

  private OutboxFixture outbox;
  private OutboxStore store;

  @BeforeEach
  void build() {
    outbox = new OutboxFixture(vertx, database.connectOptions(), broker);
    store = new OutboxStore(outbox.pool, TestPublishConfig.FAST.batchRows(5));
  }

  @AfterEach
  void tearDown() {
    outbox.close();
  }

  @Test
  void batch_isLimitedByRows() {
    IntStream.rangeClosed(1, 7).forEach(version -> outbox.commit("k", version));

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), idsRead(0, NO_KEYS));
    assertEquals(List.of(4L, 5L, 6L, 7L), idsRead(3, NO_KEYS));
  }

  @Test
  void batch_isLimitedByBytes_butNeverEmpty() {
    // the limit is 8 MiB: the second row begins below it and ends above
    IntStream.rangeClosed(1, 3).forEach(version -> outbox.commit("k", version, new byte[5 << 20]));

    assertEquals(List.of(1L, 2L), idsRead(0, NO_KEYS));
    assertEquals(List.of(3L), idsRead(2, NO_KEYS));
  }

  @Test
  void excludedKey_hasNoRowInTheBatch() {
    outbox.commit("a", 1);
    outbox.commit("b", 1);
    outbox.commit("a", 2);

    assertEquals(List.of(2L), idsRead(0, new String[] {"a"}));
  }

  @Test
  void delete_returnsATransactionIdAboveThoseOfTheWriters() {
    outbox.commit("k", 1);
    var batch = read(0, NO_KEYS);

    long deletedBy = outbox.await(store.delete(batch.rows()));

    assertTrue(deletedBy >= batch.snapshotXmin());
    assertEquals(0, outbox.unpublishedRows());
  }

  @Test
  void depth_hasRowCountAndOldestAge() {
    assertEquals(0, outbox.await(store.depth()).rows());
    IntStream.rangeClosed(1, 3).forEach(version -> outbox.commit("k", version));

    var depth = outbox.await(store.depth());

    assertEquals(3, depth.rows());
    assertEquals(
        outbox.number("SELECT extract(epoch FROM now() - min(at))::bigint FROM outbox"),
        depth.oldestAge().toSeconds(),
        5);
  }

  private List<Long> idsRead(long after, String[] excludedKeys) {
    return read(after, excludedKeys).rows().stream().map(OutboxRow::id).toList();
  }

  private OutboxStore.OutboxBatch read(long after, String[] excludedKeys) {
    var shards = IntStream.range(0, OutboxFixture.SHARDS)
        .mapToObj(shard -> (short) shard)
        .toArray(Short[]::new);
    return outbox.await(store.read(after, shards, excludedKeys));
  }
}
