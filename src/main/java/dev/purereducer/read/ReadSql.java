package dev.purereducer.read;

/** The statements of this package. */
final class ReadSql {
  private ReadSql() {}

  /**
   * $1 key. The read model with its lag: the age of the oldest commit that it does not include, 0 if
   * it is up to date, null if the history does not have that commit.
   */
  static final String SELECT_PROJECTED = """
      SELECT
        p.workflow_key,
        p.version,
        p.reducer,
        p.namespace,
        p.tag,
        p.last_action::text AS last_action,
        p.indices::text AS indices,
        p.extras::text AS extras,
        p.updated_at,
        CASE
          WHEN s.version > p.version THEN (
            SELECT (extract(epoch FROM clock_timestamp() - max(h.committed_at)) * 1000)::bigint
            FROM workflow_history AS h
            WHERE h.workflow_key = $1
              AND h.version = p.version + 1
          )
          ELSE 0
        END AS lag_millis
      FROM workflow_projection AS p
      LEFT JOIN workflow_state AS s ON s.workflow_key = p.workflow_key
      WHERE p.workflow_key = $1
      """;

  /** $1 key. last_action has the same members as in an event. */
  static final String SELECT_CANONICAL = """
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
      WHERE workflow_key = $1
      """;

  /** $1 keys. */
  static final String SELECT_VERSIONS = """
      SELECT workflow_key, version
      FROM workflow_projection
      WHERE workflow_key = ANY($1::text[])
      """;

  /** $1 key. The canonical version, without the state. */
  static final String SELECT_VERSION = """
      SELECT version
      FROM workflow_state
      WHERE workflow_key = $1
      """;

  /**
   * $1 key to start after, $2 reducer or null, $3 maximum rows, $4 maximum bytes. Reads one more row
   * than it returns; candidates is the number of rows read.
   */
  static final String LIST_ALL = """
      SELECT *
      FROM (
        SELECT
          page.*,
          count(*) OVER () AS candidates,
          sum(octet_length(indices) + octet_length(extras)) OVER (ORDER BY workflow_key)
            - octet_length(indices) - octet_length(extras) AS bytes_before
        FROM (
          SELECT
            workflow_key,
            version,
            reducer,
            namespace,
            tag,
            last_action::text AS last_action,
            indices::text AS indices,
            extras::text AS extras,
            updated_at
          FROM workflow_projection
          WHERE workflow_key > $1
            AND ($2::text IS NULL OR reducer = $2)
          ORDER BY workflow_key
          LIMIT $3::bigint + 1
        ) AS page
      ) AS sized
      WHERE bytes_before < $4
      ORDER BY workflow_key
      LIMIT $3
      """;

  /**
   * $5 distinct namespaces, the others as in {@link #LIST_ALL}. Reads one page per namespace, so that
   * each is a short range scan of the index.
   */
  static final String LIST_BY_NAMESPACES = """
      SELECT *
      FROM (
        SELECT
          page.*,
          count(*) OVER () AS candidates,
          sum(octet_length(indices) + octet_length(extras)) OVER (ORDER BY workflow_key)
            - octet_length(indices) - octet_length(extras) AS bytes_before
        FROM (
          SELECT mine.*
          FROM unnest($5::text[]) AS granted (namespace)
          CROSS JOIN LATERAL (
            SELECT
              workflow_key,
              version,
              reducer,
              namespace,
              tag,
              last_action::text AS last_action,
              indices::text AS indices,
              extras::text AS extras,
              updated_at
            FROM workflow_projection
            WHERE namespace = granted.namespace
              AND workflow_key > $1
              AND ($2::text IS NULL OR reducer = $2)
            ORDER BY workflow_key
            LIMIT $3::bigint + 1
          ) AS mine
          ORDER BY workflow_key
          LIMIT $3::bigint + 1
        ) AS page
      ) AS sized
      WHERE bytes_before < $4
      ORDER BY workflow_key
      LIMIT $3
      """;

  /** $5 namespaces or null, $6 tag, the others as in {@link #LIST_ALL}. */
  static final String LIST_BY_TAG = """
      SELECT *
      FROM (
        SELECT
          page.*,
          count(*) OVER () AS candidates,
          sum(octet_length(indices) + octet_length(extras)) OVER (ORDER BY workflow_key)
            - octet_length(indices) - octet_length(extras) AS bytes_before
        FROM (
          SELECT
            workflow_key,
            version,
            reducer,
            namespace,
            tag,
            last_action::text AS last_action,
            indices::text AS indices,
            extras::text AS extras,
            updated_at
          FROM workflow_projection
          WHERE tag = $6
            AND workflow_key > $1
            AND ($2::text IS NULL OR reducer = $2)
            AND ($5::text[] IS NULL OR namespace = ANY($5))
          ORDER BY workflow_key
          LIMIT $3::bigint + 1
        ) AS page
      ) AS sized
      WHERE bytes_before < $4
      ORDER BY workflow_key
      LIMIT $3
      """;

  /** $1 key, $2 version to start after, $3 maximum rows, $4 maximum bytes; as {@link #LIST_ALL}. */
  static final String SELECT_HISTORY = """
      SELECT *
      FROM (
        SELECT
          page.*,
          count(*) OVER () AS candidates,
          sum(bytes) OVER (ORDER BY version, committed_at) - bytes AS bytes_before
        FROM (
          SELECT
            version,
            action_id,
            reducer_version,
            action::text AS action,
            intents::text AS intents,
            encode(chain, 'hex') AS chain,
            committed_at,
            octet_length(action::text) + coalesce(octet_length(intents::text), 0) AS bytes
          FROM workflow_history
          WHERE workflow_key = $1
            AND version > $2
          ORDER BY version, committed_at
          LIMIT $3::bigint + 1
        ) AS page
      ) AS sized
      WHERE bytes_before < $4
      ORDER BY version, committed_at
      LIMIT $3
      """;
}
