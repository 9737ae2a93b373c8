package dev.purereducer.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.database.Database;
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
class OutboxTableTest {
  private static final String[] NO_KEYS = {};

  @Inject
  Vertx vertx;

  @Inject
  Database database;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> broker;

  private OutboxFixture world;
  private OutboxStore table;

  @BeforeEach
  void build() {
    world = new OutboxFixture(vertx, database.connectOptions(), broker);
    table = new OutboxStore(world.pool, TestPublishConfig.FAST.batchRows(5));
  }

  @AfterEach
  void tearDown() {
    world.close();
  }

  @Test
  void batch_isBoundedByRows() {
    IntStream.rangeClosed(1, 7).forEach(version -> world.commit("k", version));

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), idsRead(0, NO_KEYS));
    assertEquals(List.of(4L, 5L, 6L, 7L), idsRead(3, NO_KEYS));
  }

  @Test
  void batch_isBoundedByBytes_butNeverEmpty() {
    // 8 MiB a batch: the second row begins below, and ends above
    IntStream.rangeClosed(1, 3).forEach(version -> world.commit("k", version, new byte[5 << 20]));

    assertEquals(List.of(1L, 2L), idsRead(0, NO_KEYS));
    assertEquals(List.of(3L), idsRead(2, NO_KEYS));
  }

  @Test
  void keyLeftOut_isLeftOutAsAWhole() {
    world.commit("a", 1);
    world.commit("b", 1);
    world.commit("a", 2);

    assertEquals(List.of(2L), idsRead(0, new String[] {"a"}));
  }

  @Test
  void deletion_isYoungerThanEveryWriter() {
    world.commit("k", 1);
    var batch = world.await(table.read(range(0, NO_KEYS)));

    long deletedBy = world.await(table.delete(batch.rows()));

    assertTrue(deletedBy >= batch.snapshotXmin());
    assertEquals(0, world.waitingRows());
  }

  @Test
  void depth_countsRows_andKnowsTheOldest() {
    assertEquals(0, world.await(table.depth()).rows());
    IntStream.rangeClosed(1, 3).forEach(version -> world.commit("k", version));

    var depth = world.await(table.depth());

    assertEquals(3, depth.rows());
    assertEquals(
        world.number("SELECT extract(epoch FROM now() - min(at))::bigint FROM outbox"),
        depth.oldestAge().toSeconds(),
        5);
  }

  private List<Long> idsRead(long after, String[] exceptKeys) {
    return world.await(table.read(range(after, exceptKeys))).rows().stream()
        .map(OutboxRow::id)
        .toList();
  }

  private static OutboxStore.RowRange range(long after, String[] exceptKeys) {
    var shards = IntStream.range(0, OutboxFixture.SHARDS)
        .mapToObj(shard -> (short) shard)
        .toArray(Short[]::new);
    return new OutboxStore.RowRange(after, shards, exceptKeys);
  }
}
