package dev.purereducer.outbox;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.database.Database;
import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.outbox.OutboxStore.OutboxRow;
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

/** Promise I5 under random commits, lease losses, pauses and failures. */
@QuarkusTest
class RelayOrderTest {
  private static final int KEYS = 12;
  private static final int WRITERS = 3;
  private static final int TRANSACTIONS_PER_WRITER = 150;

  private static final String LOCK = """
      UPDATE key_version SET version = version + 1 WHERE workflow_key = $1 RETURNING version
      """;

  /** Takes random leases away from their owners. */
  private static final String FREE_RANDOM_LEASES = """
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
  void firstOccurrences_areInOrderWithoutGaps() throws Exception {
    long seed = new SplittableRandom().nextLong();
    System.out.println("RelayOrderTest seed=" + seed);
    var random = new SplittableRandom(seed);
    try (var outbox = new OutboxFixture(vertx, database.connectOptions(), broker)) {
      outbox.await(outbox
          .pool
          .query("CREATE TABLE key_version (workflow_key text PRIMARY KEY, version bigint)")
          .execute());
      for (int key = 0; key < KEYS; key++) {
        outbox.await(outbox
            .pool
            .query("INSERT INTO key_version VALUES ('k" + key + "', 0)")
            .execute());
      }
      var config = TestPublishConfig.FAST.batchRows(20);
      for (int relay = 0; relay < 2; relay++) {
        var pauses = random.split();
        outbox.startRelay(config, sink -> new UnreliableSink(sink, pauses));
      }

      runWriters(outbox, random);

      await().atMost(Duration.ofSeconds(20)).until(() -> outbox.unpublishedRows() == 0);
      assertOrderWithoutGaps(outbox);
    }
  }

  private static void runWriters(OutboxFixture outbox, SplittableRandom random) throws Exception {
    try (var threads = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        var own = random.split();
        writers.add(threads.submit(() -> write(outbox, own)));
      }
      for (var writer : writers) {
        while (!writer.isDone()) {
          outbox.await(outbox.pool.query(FREE_RANDOM_LEASES).execute());
          outbox.await(outbox.pool.query("SELECT pg_sleep(0.05)").execute());
        }
        writer.get();
      }
    }
  }

  private static void write(OutboxFixture outbox, SplittableRandom random) {
    for (int i = 0; i < TRANSACTIONS_PER_WRITER; i++) {
      var key = "k" + random.nextInt(KEYS);
      double pauseSeconds = random.nextInt(4) == 0 ? random.nextDouble() * 0.05 : 0;
      outbox.await(
          outbox.pool.withTransaction(connection -> commit(outbox, connection, key, pauseSeconds)));
    }
  }

  /** Draws the id under the lock of the key and commits after a pause. */
  private static Uni<Void> commit(
      OutboxFixture outbox, SqlConnection connection, String key, double pauseSeconds) {
    return connection
        .preparedQuery(LOCK)
        .execute(Tuple.of(key))
        .map(rows -> rows.iterator().next().getLong(0))
        .chain(version -> outbox.insert(connection, EventType.STATE_COMMITTED, key, version))
        .chain(
            () -> connection.preparedQuery("SELECT pg_sleep($1)").execute(Tuple.of(pauseSeconds)))
        .replaceWithVoid();
  }

  private static void assertOrderWithoutGaps(OutboxFixture outbox) {
    int committed = (int) outbox.number("SELECT sum(version)::bigint FROM key_version");
    Map<String, Long> seen = new HashMap<>();
    int repeats = 0;
    for (var record : outbox.records(outbox.topics.stateCommitted(), committed)) {
      long version = OutboxFixture.version(record);
      long last = seen.getOrDefault(record.key(), 0L);
      assertTrue(version <= last + 1, () -> record.key() + ": " + version + " after " + last);
      repeats += version <= last ? 1 : 0;
      seen.put(record.key(), Math.max(last, version));
    }
    assertEquals(committed, seen.values().stream().mapToLong(Long::longValue).sum());
    System.out.println("RelayOrderTest committed=" + committed + " repeats=" + repeats);
  }

  /** A sink that pauses, loses acknowledgements and fails before sending. */
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
