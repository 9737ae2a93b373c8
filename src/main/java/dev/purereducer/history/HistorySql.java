package dev.purereducer.history;

/** The statements of this package. */
final class HistorySql {
  private HistorySql() {}

  /** $1 key. The canonical row and the last version of the history, in one snapshot. */
  static final String SELECT_CANONICAL_ROW = """
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
   * $1 key, $2 and $3 version and time of the last row of the previous page, $4 last version, $5
   * maximum rows, $6 maximum bytes. At least one row if there is any. Includes duplicate rows of a
   * version, which only a corrupt history has.
   */
  static final String SELECT_ACTIONS_AFTER = """
      SELECT version, committed_at, action_id, action, action_hash, chain
      FROM (
        SELECT
          page.*,
          sum(octet_length(action)) OVER (ORDER BY version, committed_at)
            - octet_length(action) AS bytes_before
        FROM (
          SELECT version, committed_at, action_id, action::text AS action, action_hash, chain
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
