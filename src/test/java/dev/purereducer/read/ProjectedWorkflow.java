package dev.purereducer.read;

import dev.purereducer.history.StoredWorkflow;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** Inserts read models like the materializer of another instance, without a signal. */
final class ProjectedWorkflow {
  private ProjectedWorkflow() {}

  static void counter(Pool pool, String key, long version) {
    insert(pool, key, version, "counter", null);
  }

  static void insert(Pool pool, String key, long version, String reducer, @Nullable String tag) {
    var namespace = key.substring(0, key.indexOf(':'));
    StoredWorkflow.sql(
        pool,
        "INSERT INTO workflow_projection VALUES ($1, $2, $3, $4, $5, $6::text::jsonb,"
            + " $7::text::jsonb, '{}', now()) ON CONFLICT (workflow_key) DO UPDATE"
            + " SET version = excluded.version, indices = excluded.indices",
        Tuple.tuple()
            .addString(key)
            .addLong(version)
            .addString(reducer)
            .addString(namespace)
            .addString(tag)
            .addString("{\"type\": \"Add\", \"action_id\": \"a" + version + "\"}")
            .addString("{\"value\": " + version * (version + 1) / 2 + "}"));
  }
}
