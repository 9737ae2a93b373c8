package dev.purereducer.history;

/** The statements of this package. */
final class HistorySql {
  private HistorySql() {}

  /** $1 key. The canonical row and the last version of the history, in one snapshot. */
  static final String SELECT_CANONICAL_ROW = """
      SELECT
        reducer,
        reducer_version,
        version,
        state::text AS state,
        schema_version,
        chain,
        (SELECT max(version)
         FROM workflow_history
         WHERE workflow_key = $1) AS history_version
      FROM workflow_state
      WHERE workflow_key = $1
      """;

  /**
   * $1 key, $2 and $3 version and time of the last row of the previous page, $4 last version, $5
   * maximum rows, $6 maximum bytes. Each action with the snapshot of the state after it, if there is
   * one. At least one row if there is any. Includes duplicate rows of a version, which only a corrupt
   * history has.
   */
  static final String SELECT_ACTIONS_AFTER = """
      SELECT *
      FROM (
        SELECT
          page.*,
          sum(bytes) OVER (ORDER BY version, committed_at) - bytes AS bytes_before
        FROM (
          SELECT
            h.version,
            h.committed_at,
            h.action_id,
            h.reducer_version,
            h.action::text AS action,
            h.action_hash,
            h.chain,
            s.reducer_version AS snapshot_reducer_version,
            s.state::text AS snapshot_state,
            s.schema_version AS snapshot_schema_version,
            s.chain AS snapshot_chain,
            octet_length(h.action::text) + coalesce(octet_length(s.state::text), 0) AS bytes
          FROM workflow_history AS h
          LEFT JOIN workflow_snapshot AS s
            ON s.workflow_key = h.workflow_key
            AND s.version = h.version
          WHERE h.workflow_key = $1
            AND (h.version, h.committed_at) > ($2, $3)
            AND h.version <= $4
          ORDER BY h.version, h.committed_at
          LIMIT $5
        ) AS page
      ) AS sized
      WHERE bytes_before < $6
      ORDER BY version, committed_at
      """;

  /** $1 key, $2 version. The newest snapshot that is not newer than the version. */
  static final String SELECT_SNAPSHOT_UP_TO = """
      SELECT
        version,
        reducer_version AS snapshot_reducer_version,
        state::text AS snapshot_state,
        schema_version AS snapshot_schema_version,
        chain AS snapshot_chain
      FROM workflow_snapshot
      WHERE workflow_key = $1
        AND version <= $2
      ORDER BY version DESC
      LIMIT 1
      """;

  /** $1 key, $2 maximum rows. The newest snapshots, without their states. */
  static final String SELECT_SNAPSHOT_VERSIONS = """
      SELECT version, reducer_version
      FROM workflow_snapshot
      WHERE workflow_key = $1
      ORDER BY version DESC
      LIMIT $2
      """;
}
