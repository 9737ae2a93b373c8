package dev.purereducer.commit;

/** Statements on {@code reducer_timeout} and {@code deployed_reducer}. */
final class ReducerSql {
  /** $1 workflow key, $2 action id, $3 reducer. */
  static final String COUNT_TIMEOUT = """
      INSERT INTO reducer_timeout AS t (workflow_key, action_id, reducer, timeouts, at)
      VALUES ($1, $2, $3, 1, now())
      ON CONFLICT (workflow_key, action_id) DO UPDATE
      SET reducer = EXCLUDED.reducer,
          timeouts = t.timeouts + 1,
          at = EXCLUDED.at
      RETURNING timeouts
      """;

  /** $1 workflow key, $2 action id. */
  static final String DELETE_TIMEOUT = """
      DELETE FROM reducer_timeout
      WHERE workflow_key = $1
        AND action_id = $2
      """;

  /** $1 minimum number of timeouts, $2 maximum number of rows. */
  static final String SELECT_TIMEOUTS_IF_REACHED = """
      SELECT workflow_key, action_id
      FROM reducer_timeout
      WHERE timeouts >= $1
      ORDER BY at DESC
      LIMIT $2
      """;

  /** $1 age in seconds. */
  static final String DELETE_TIMEOUT_IF_EXPIRED = """
      DELETE FROM reducer_timeout
      WHERE at < now() - $1::bigint * INTERVAL '1 second'
      """;

  /** $1 the reducers of this instance; returns those of others. */
  static final String REGISTER_AND_SELECT_OTHERS = """
      WITH registered AS (
        INSERT INTO deployed_reducer (name, at)
        SELECT own.name, now()
        FROM unnest($1::text[]) AS own (name)
        WHERE NOT EXISTS (
          SELECT
          FROM deployed_reducer AS d
          WHERE d.name = own.name
            AND d.at > now() - INTERVAL '1 minute'
        )
        ORDER BY own.name
        ON CONFLICT (name) DO UPDATE
        SET at = EXCLUDED.at
      )
      SELECT name
      FROM deployed_reducer
      WHERE at > now() - INTERVAL '1 day'
        AND name <> ALL ($1::text[])
      """;

  private ReducerSql() {}
}
