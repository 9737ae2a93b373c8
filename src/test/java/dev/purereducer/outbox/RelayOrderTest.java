package dev.purereducer.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.database.Database;
import dev.purereducer.event.EventType;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Random commits, random steals, random pauses and failures: the promise I5 stands. */
@QuarkusTest
class RelayOrderTest {
  private static final int KEYS = 12;
  private static final int WRITERS = 3;
  private static final int TRANSACTIONS_A_WRITER = 150;

  private static final String LOCK = """
      UPDATE key_version SET version = version + 1 WHERE workflow_key = $1 RETURNING version
      """;

  /** Whatever the relays believe, some of their shards are free from now on. */
  private static final String STEAL = """
      UPDATE outbox_lease SET owner = '', expires_at = '-infinity' WHERE random() < 0.3
      """;

  @Inject
  Vertx vertx;

  @Inject
  Database database;

  @Inject
  @Identifier("default-kafka-broker")
  Map<String, Object> broker;

  @Test
  void firstOccurrences_areInOrderWithoutAGap() throws Exception {
    long seed = new SplittableRandom().nextLong();
    System.out.println("RelayOrderTest seed=" + seed);
    var random = new SplittableRandom(seed);
    try (var world = new OutboxFixture(vertx, database.connectOptions(), broker)) {
      world.await(world
          .pool
          .query("CREATE TABLE key_version (workflow_key text PRIMARY KEY, version bigint)")
          .execute());
      for (int key = 0; key < KEYS; key++) {
        world.await(world
            .pool
            .query("INSERT INTO key_version VALUES ('k" + key + "', 0)")
            .execute());
      }
      var config = TestPublishConfig.FAST.batchRows(20);
      for (int relay = 0; relay < 2; relay++) {
        var pauses = random.split();
        world.relay(config, sink -> new UnreliableSink(sink, pauses));
      }

      runWriters(world, random);

      await().atMost(Duration.ofSeconds(20)).until(() -> world.waitingRows() == 0);
      assertPromise(world);
    }
  }

  private static void runWriters(OutboxFixture world, SplittableRandom random) throws Exception {
    try (var threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        var own = random.split();
        writers.add(threads.submit(() -> write(world, own)));
      }
      for (var writer : writers) {
        while (!writer.isDone()) {
          world.await(world.pool.query(STEAL).execute());
          world.await(world.pool.query("SELECT pg_sleep(0.05)").execute());
        }
        writer.get();
      }
    }
  }

  private static void write(OutboxFixture world, SplittableRandom random) {
    for (int i = 0; i < TRANSACTIONS_A_WRITER; i++) {
      var key = "k" + random.nextInt(KEYS);
      double pauseSeconds = random.nextInt(4) == 0 ? random.nextDouble() * 0.05 : 0;
      world.await(
          world.pool.withTransaction(connection -> commit(world, connection, key, pauseSeconds)));
    }
  }

  /** The id is drawn under the key's lock, and becomes visible only after a pause. */
  private static Uni<Void> commit(
      OutboxFixture world, SqlConnection connection, String key, double pauseSeconds) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(key))
        .map(rows -> rows.iterator().next().getLong(0))
        .chain(version -> world.insert(connection, EventType.STATE_COMMITTED, key, version))
        .chain(
            () -> connection.preparedQuery("SELECT pg_sleep($1)").execute(Tuple.of(pauseSeconds)))
        .replaceWithVoid();
  }

  private static void assertPromise(OutboxFixture world) {
    int committed = (int) world.number("SELECT sum(version)::bigint FROM key_version");
    Map<String, Long> seen = new HashMap<>();
    int repeats = 0;
    for (var record : world.records(world.topics.stateCommitted(), committed)) {
      long version = OutboxFixture.version(record);
      long last = seen.getOrDefault(record.key(), 0L);
      assertTrue(version <= last + 1, () -> record.key() + ": " + version + " after " + last);
      repeats += version <= last ? 1 : 0;
      seen.put(record.key(), Math.max(last, version));
    }
    assertEquals(committed, seen.values().stream().mapToLong(Long::longValue).sum());
    System.out.println("RelayOrderTest committed=" + committed + " repeats=" + repeats);
  }

  /** Pauses, loses acknowledgements, and fails before sending. */
  private record UnreliableSink(EventSink sink, SplittableRandom random) implements EventSink {
    @Override
    public Uni<Void> send(List<OutboxRow> rows) {
      return switch (random.nextInt(10)) {
        case 0 -> Uni.createFrom().failure(new IllegalStateException("random: not sent"));
        case 1 ->
          sink.send(rows)
              .chain(() -> Uni.createFrom()
                  .failure(new IllegalStateException("random: acknowledgement lost")));
        case 2, 3 ->
          Uni.createFrom()
              .voidItem()
              .onItem()
              .delayIt()
              .by(Duration.ofMillis(1 + random.nextInt(80)))
              .chain(() -> sink.send(rows));
        default -> sink.send(rows);
      };
    }

    @Override
    public void close() {
      sink.close();
    }
  }
}
