package dev.purereducer.history;

/** The statements of this package. */
final class HistorySql {
  private HistorySql() {}

  /** $1 key. One snapshot of a workflow's row and of the last version in its history. */
  static final String SELECT_HEAD = """
      SELECT
        reducer,
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
   * $1 key, $2 and $3 version and time of the last row that was read, $4 to version (inclusive), $5
   * rows, $6 bytes. At least one row when there is one; rows after the first $6 bytes are left for
   * the next page. Two rows of one version, which only a damaged history has, are both found.
   */
  static final String SELECT_ACTIONS_AFTER = """
      SELECT version, committed_at, action_id, action, payload_hash, chain
      FROM (
        SELECT
          page.*,
          sum(octet_length(action)) OVER (ORDER BY version, committed_at)
            - octet_length(action) AS bytes_before
        FROM (
          SELECT version, committed_at, action_id, action::text AS action, payload_hash, chain
          FROM workflow_history
          WHERE workflow_key = $1
            AND (version, committed_at) > ($2, $3)
            AND version <= $4
          ORDER BY version, committed_at
          LIMIT $5
        ) AS page
      ) AS sized
      WHERE bytes_before < $6
      ORDER BY version, committed_at
      """;
}
