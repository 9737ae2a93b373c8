package dev.purereducer.projection;

import dev.purereducer.history.LastAction;

/** The statements of this package. */
final class ProjectionSql {
  private ProjectionSql() {}

  /**
   * $1 to $9 the rows, column by column; $10 projection; $11 to $14 the watermarks. Gives the keys
   * whose row moved. A statement is a transaction: rows and watermarks move together or not at all.
   */
  static final String UPSERT_IF_NEWER = upsert("<");

  /** The same, and writes a row anew that is of the same version. */
  static final String UPSERT_UNLESS_OLDER = upsert("<=");

  /** $1 the key after which to go on; $2 rows; $3 bytes of their states, but one row at least. */
  static final String SELECT_STATES = """
      SELECT *
      FROM (
        SELECT
          page.*,
          sum(octet_length(state)) OVER (ORDER BY workflow_key) - octet_length(state)
            AS bytes_before
        FROM (
          SELECT workflow_key, version, reducer, state::text AS state, schema_version, updated_at,
      """ + LastAction.COLUMN + """
          FROM workflow_state
          WHERE workflow_key > $1
          ORDER BY workflow_key
          LIMIT $2
        ) AS page
      ) AS sized
      WHERE bytes_before < $3
      ORDER BY workflow_key
      """;

  /** $1 projection; $2 to $8 the events, column by column, a key at most once. */
  static final String UPSERT_SKIPPED = """
      INSERT INTO projection_skipped (
        projection, workflow_key, version, topic, partition, "offset", reason, detail, at
      )
      SELECT
        $1, workflow_key, version, topic, partition, record_offset, reason, detail,
        clock_timestamp()
      FROM unnest(
        $2::text[], $3::bigint[], $4::text[], $5::integer[], $6::bigint[], $7::text[], $8::text[]
      ) AS input (workflow_key, version, topic, partition, record_offset, reason, detail)
      -- a redelivered one that a later event has repaired since
      WHERE NOT EXISTS (
        SELECT
        FROM workflow_projection
        WHERE workflow_projection.workflow_key = input.workflow_key
          AND workflow_projection.version >= input.version
      )
      ORDER BY workflow_key COLLATE "C"
      ON CONFLICT (projection, workflow_key) DO UPDATE
      SET
        version = excluded.version,
        topic = excluded.topic,
        partition = excluded.partition,
        "offset" = excluded."offset",
        reason = excluded.reason,
        detail = excluded.detail,
        at = excluded.at
      """;

  private static String upsert(String older) {
    return """
      WITH input AS (
        SELECT *
        FROM unnest(
          $1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[],
          -- text, so that the JSON is parsed once, by the server
          $6::text[]::jsonb[], $7::text[]::jsonb[], $8::text[]::jsonb[],
          $9::timestamptz[]
        ) AS input (
          workflow_key, version, reducer, namespace, tag,
          last_action, indices, extras,
          updated_at
        )
      ),
      moved AS (
        INSERT INTO workflow_projection (
          workflow_key, version, reducer, namespace, tag,
          last_action, indices, extras,
          updated_at
        )
        SELECT
          workflow_key, version, reducer, namespace, tag,
          last_action, indices, extras,
          updated_at
        FROM input
        -- all instances lock rows in the same order, so that none waits for another in a circle
        ORDER BY workflow_key COLLATE "C"
        ON CONFLICT (workflow_key) DO UPDATE
        SET
          version = excluded.version,
          reducer = excluded.reducer,
          namespace = excluded.namespace,
          tag = excluded.tag,
          last_action = excluded.last_action,
          indices = excluded.indices,
          extras = excluded.extras,
          updated_at = excluded.updated_at
        WHERE workflow_projection.version %s excluded.version
        RETURNING workflow_key
      ),
      repaired AS (
        DELETE FROM projection_skipped
        USING input
        WHERE projection_skipped.projection = $10
          AND projection_skipped.workflow_key = input.workflow_key
          AND projection_skipped.version <= input.version
      ),
      watermarks AS (
        INSERT INTO projection_wm (
          projection, topic, partition, "offset", event_time, updated_at
        )
        SELECT $10, topic, partition, next_offset, event_time, clock_timestamp()
        FROM unnest($11::text[], $12::integer[], $13::bigint[], $14::timestamptz[])
          AS input (topic, partition, next_offset, event_time)
        ORDER BY topic, partition
        ON CONFLICT (projection, topic, partition) DO UPDATE
        SET
          "offset" = excluded."offset",
          event_time = GREATEST(projection_wm.event_time, excluded.event_time),
          updated_at = excluded.updated_at
        -- another instance may have had the partition meanwhile, and be further
        WHERE projection_wm."offset" < excluded."offset"
      )
      SELECT array_agg(workflow_key) AS workflow_keys
      FROM moved
      """.formatted(older);
  }
}
