package dev.purereducer.history;

import dev.purereducer.event.HashChain;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadLocalRandom;

/** Inserts counters into canonical store and history, without the commit path and without events. */
public final class StoredWorkflow {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private StoredWorkflow() {}

  public static String uniqueKey(String namespace) {
    return namespace + ":" + Long.toHexString(ThreadLocalRandom.current().nextLong());
  }

  /** A counter to which {@code versions} actions have added 1, 2, 3 and so on. Returns its key. */
  public static String counter(Pool pool, int versions) {
    return counter(pool, uniqueKey("stored"), versions);
  }

  public static String counter(Pool pool, String key, int versions) {
    var chain = HashChain.GENESIS;
    long value = 0;
    for (int version = 1; version <= versions; version++) {
      var payload = Json.EMPTY.with("add", Json.of(version));
      chain = HashChain.next(chain, version, "a" + version, actionHash(payload));
      insertHistory(pool, key, version, payload, chain);
      value += version;
    }
    sql(
        pool,
        "INSERT INTO workflow_state VALUES ($1, 'counter', 1, $2, $3::text::jsonb, 1, $4,"
            + " $5::text::jsonb, $6)",
        Tuple.tuple()
            .addString(key)
            .addLong((long) versions)
            .addString("{\"value\": " + value + "}")
            .addBuffer(Buffer.buffer(chain))
            .addString("{\"action_id\": \"a" + versions + "\", \"type\": \"Add\", \"epoch\": 7}")
            .addOffsetDateTime(now()));
    return key;
  }

  public static void sql(Pool pool, String sql, Tuple parameters) {
    pool.preparedQuery(sql).execute(parameters).await().atMost(TIMEOUT);
  }

  private static void insertHistory(
      Pool pool, String key, long version, Json payload, byte[] chain) {
    var action = "{\"reducer\": \"counter\", \"received_at\": \"2026-01-02T03:04:05.000006Z\","
        + " \"payload\": " + JsonText.text(payload) + "}";
    sql(
        pool,
        "INSERT INTO workflow_history VALUES ($1, $2, $3, 1, $4::text::jsonb, NULL, $5, $6, $7)",
        Tuple.tuple()
            .addString(key)
            .addLong(version)
            .addString("a" + version)
            .addString(action)
            .addBuffer(Buffer.buffer(actionHash(payload)))
            .addBuffer(Buffer.buffer(chain))
            .addOffsetDateTime(now()));
  }

  private static byte[] actionHash(Json payload) {
    return HashChain.actionHash("counter", null, null, payload);
  }

  private static OffsetDateTime now() {
    return OffsetDateTime.now(ZoneOffset.UTC);
  }
}
