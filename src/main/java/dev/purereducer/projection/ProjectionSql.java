package dev.purereducer.projection;

/** The statements of this package. */
final class ProjectionSql {
  private ProjectionSql() {}

  /**
   * $1 to $9 columns of the read models; $10 projection; $11 to $14 columns of the watermarks; $15
   * true to also rewrite rows of the same version. Returns the updated keys. Rows and watermarks are
   * in one statement, and thus in one transaction.
   */
  static final String UPSERT_IF_NEWER = """
      WITH input AS (
        SELECT *
        FROM unnest(
          $1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[],
          -- sent as text, so that only the server parses the JSON
          $6::text[]::jsonb[], $7::text[]::jsonb[], $8::text[]::jsonb[],
          $9::timestamptz[]
        ) AS input (
          workflow_key, version, reducer, namespace, tag,
          last_action, indices, extras,
          updated_at
        )
      ),
      updated AS (
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
        -- all instances lock rows in the same order, which excludes deadlocks
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
        WHERE workflow_projection.version < excluded.version
          OR ($15::boolean AND workflow_projection.version = excluded.version)
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
          -- a stored time in the future would hide the lag until then
          event_time = GREATEST(
            LEAST(projection_wm.event_time, clock_timestamp()),
            excluded.event_time
          ),
          updated_at = excluded.updated_at
        -- after a rebalance, the other instance may already be ahead
        WHERE projection_wm."offset" < excluded."offset"
      )
      SELECT array_agg(workflow_key) AS workflow_keys
      FROM updated
      """;

  /** $1 projection; $2 to $8 columns of the events, each key at most once. */
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
      -- not a redelivered event that a later one has repaired
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

  /**
   * $1 key to start after; $2 maximum rows; $3 maximum bytes of states. At least one row if there is
   * any. last_action has the same members as in an event.
   */
  static final String SELECT_STATES_AFTER = """
      SELECT *
      FROM (
        SELECT
          page.*,
          sum(octet_length(state)) OVER (ORDER BY workflow_key) - octet_length(state)
            AS bytes_before
        FROM (
          SELECT
            workflow_key,
            version,
            reducer,
            reducer_version,
            state::text AS state,
            schema_version,
            updated_at,
            jsonb_strip_nulls(jsonb_build_object(
              'action_id', provenance -> 'action_id',
              'type', provenance -> 'type',
              'correlation_id', provenance -> 'correlation_id'
            ))::text AS last_action
          FROM workflow_state
          WHERE workflow_key > $1
          ORDER BY workflow_key
          LIMIT $2
        ) AS page
      ) AS sized
      WHERE bytes_before < $3
      ORDER BY workflow_key
      """;

  /**
   * States of workflows with a skipped event of that reason, if this instance can read them. $1
   * projection; $2 reason; $3 reducers of this instance, $4 their versions and $5 their schema versions; $6 maximum
   * rows.
   */
  static final String SELECT_STATES_IF_SKIPPED = """
      SELECT
        s.workflow_key,
        s.version,
        s.reducer,
        s.reducer_version,
        s.state::text AS state,
        s.schema_version,
        s.updated_at,
        jsonb_strip_nulls(jsonb_build_object(
          'action_id', s.provenance -> 'action_id',
          'type', s.provenance -> 'type',
          'correlation_id', s.provenance -> 'correlation_id'
        ))::text AS last_action
      FROM projection_skipped AS skipped
      JOIN workflow_state AS s ON s.workflow_key = skipped.workflow_key
      JOIN unnest($3::text[], $4::integer[], $5::integer[])
        AS own (reducer, version, schema_version)
        ON own.reducer = s.reducer
        AND own.version >= s.reducer_version
        AND own.schema_version >= s.schema_version
      WHERE skipped.projection = $1
        AND skipped.reason = $2
      ORDER BY s.workflow_key
      LIMIT $6
      """;

  /** $1 projection; $2 workflow key; $3 reason. */
  static final String UPDATE_SKIPPED_REASON = """
      UPDATE projection_skipped
      SET reason = $3
      WHERE projection = $1
        AND workflow_key = $2
      """;

  static final String SELECT_WATERMARKS = """
      SELECT
        projection,
        topic,
        partition,
        "offset",
        -- also of a row with a time that Java cannot represent
        LEAST(event_time, updated_at) AS event_time,
        updated_at
      FROM projection_wm
      ORDER BY projection, topic, partition
      """;

  static final String COUNT_SKIPPED = """
      SELECT projection, count(*) AS skipped
      FROM projection_skipped
      GROUP BY projection
      """;
}
