package dev.purereducer.deadletter;

/** Statements on {@code dead_letter} and {@code dead_letter_redrive}. */
final class DeadLetterSql {
  private DeadLetterSql() {}

  /** Inserts a batch in order, without the rows that exist already; returns the inserted ones. */
  static final String INSERT_IF_NEW = """
      INSERT INTO dead_letter
        (workflow_key, action_id, reason, detail, action, attempts, at, record_key, record_value,
         record_headers, source_topic, source_partition, source_offset, source_time)
      SELECT f.workflow_key, f.action_id, f.reason, f.detail, f.action::jsonb, 1, now(),
             f.record_key, f.record_value, f.record_headers::jsonb, f.source_topic,
             f.source_partition, f.source_offset, f.source_time
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[],
                  $7::bytea[], $8::text[], $9::text[], $10::int[], $11::bigint[],
                  $12::timestamptz[])
        WITH ORDINALITY
        AS f (workflow_key, action_id, reason, detail, action, record_key, record_value,
              record_headers, source_topic, source_partition, source_offset, source_time, ordinal)
      ORDER BY f.ordinal
      ON CONFLICT DO NOTHING
      RETURNING reason
      """;

  /** $1 upper bound of the count. */
  static final String COUNT_OPEN = """
      SELECT count(*) AS open
      FROM (
        SELECT
        FROM dead_letter
        WHERE redriven_at IS NULL
        LIMIT $1
      ) AS counted
      """;

  /**
   * $1 after id, $2 workflow key, $3 reason, $4 whether open, $5 rows. $2 to $4: null matches all.
   */
  static final String SELECT_PAGE = """
      SELECT id, workflow_key, action_id, reason, detail, attempts, at, redriven_at, source_topic,
             source_partition, source_offset
      FROM dead_letter
      WHERE id > $1
        AND ($2::text IS NULL OR workflow_key = $2)
        AND ($3::text IS NULL OR reason = $3)
        AND ($4::boolean IS NULL OR (redriven_at IS NULL) = $4)
      ORDER BY id
      LIMIT $5
      """;

  /** $1 id. */
  static final String SELECT_ONE = """
      SELECT id, workflow_key, action_id, reason, detail, attempts, at, redriven_at, source_topic,
             source_partition, source_offset, source_time, action::text AS action, record_key,
             record_value, record_headers::text AS record_headers
      FROM dead_letter
      WHERE id = $1
      """;

  /** Newest first. $1 dead letter id, $2 rows. */
  static final String SELECT_REDRIVES = """
      SELECT redriven_by, at, repair::text AS repair, outcome, version
      FROM dead_letter_redrive
      WHERE dead_letter_id = $1
      ORDER BY id DESC
      LIMIT $2
      """;

  /** $1 after id, $2 workflow key, $3 reason or null, $4 rows. */
  static final String SELECT_OPEN_OF_WORKFLOW = """
      SELECT id, workflow_key
      FROM dead_letter
      WHERE redriven_at IS NULL
        AND id > $1
        AND workflow_key = $2
        AND ($3::text IS NULL OR reason = $3)
      ORDER BY id
      LIMIT $4
      """;

  /** $1 after id, $2 reason, $3 rows. */
  static final String SELECT_OPEN_OF_REASON = """
      SELECT id, workflow_key
      FROM dead_letter
      WHERE redriven_at IS NULL
        AND id > $1
        AND reason = $2
      ORDER BY id
      LIMIT $3
      """;

  /**
   * Open dead letters that waited for a reducer version, if this instance has it. $1 reasons; $2
   * reducers of this instance, $3 their versions and $4 their schema versions; $5 outcomes after which
   * a redrive is tried again; $6 rows.
   */
  static final String SELECT_OPEN_IF_REDUCER_IS_HERE = """
      SELECT d.id, d.workflow_key
      FROM dead_letter d
      JOIN unnest($2::text[], $3::int[], $4::int[]) AS own (reducer, version, schema_version)
        ON own.reducer = d.action ->> 'reducer'
      LEFT JOIN workflow_state s
        ON s.workflow_key = d.workflow_key
        AND s.reducer = own.reducer
      WHERE d.redriven_at IS NULL
        AND d.reason = ANY ($1::text[])
        AND coalesce(s.reducer_version, 0) <= own.version
        AND coalesce(s.schema_version, 0) <= own.schema_version
        AND NOT EXISTS (
          SELECT
          FROM dead_letter_redrive r
          WHERE r.dead_letter_id = d.id
            AND CASE
              WHEN r.outcome IS NULL THEN r.at > now() - INTERVAL '1 minute' -- in progress
              ELSE r.outcome <> ALL ($5::text[])
            END
        )
      ORDER BY d.id
      LIMIT $6
      """;

  /**
   * Claims an open dead letter for a redrive: records the attempt, and returns no row if the dead
   * letter is not open. $1 dead letter id, $2 workflow key, $3 action id, $4 operator, $5 repair or
   * null, $6 deduplication window in milliseconds, null without one.
   *
   * <p>The first claim fixes the workflow key and the action id. A recorded rejection of that id is
   * deleted, because the redrive would only return it again; a rejection has no effect, so the id
   * still has at most one. A commit older than the deduplication window is found in the history.
   */
  static final String CLAIM_IF_OPEN = """
      WITH claimed AS (
        UPDATE dead_letter
        SET workflow_key = coalesce(workflow_key, $2),
            action_id = coalesce(action_id, $3)
        WHERE id = $1
          AND redriven_at IS NULL
        RETURNING id, workflow_key, action_id, reason, at
      ),
      rejection AS (
        DELETE FROM action_dedup AS d
        USING claimed AS c
        WHERE d.workflow_key = c.workflow_key
          AND d.action_id = c.action_id
          AND d.outcome = 'r'
      ),
      timeouts AS (
        DELETE FROM reducer_timeout AS t
        USING claimed AS c
        WHERE t.workflow_key = c.workflow_key
          AND t.action_id = c.action_id
      ),
      attempt AS (
        INSERT INTO dead_letter_redrive
          (dead_letter_id, workflow_key, action_id, reason, redriven_by, at, repair)
        SELECT id, workflow_key, action_id, reason, $4, now(), $5::text::jsonb
        FROM claimed
        RETURNING id
      )
      SELECT
        a.id AS redrive_id,
        c.workflow_key,
        c.action_id,
        (
          SELECT h.version
          FROM workflow_history AS h
          WHERE c.at < now() - $6::bigint * INTERVAL '1 millisecond'
            AND h.workflow_key = c.workflow_key
            AND h.action_id = c.action_id
          LIMIT 1
        ) AS committed_version
      FROM claimed AS c
      CROSS JOIN attempt AS a
      """;

  /**
   * Records the outcome of a redrive attempt. $1 redrive id, $2 dead letter id, $3 outcome, $4
   * version or null, $5 whether to close the dead letter.
   *
   * <p>An attempt that gave up has written another dead letter for the same action, which is
   * deleted.
   */
  static final String FINISH = """
      WITH closed AS (
        UPDATE dead_letter
        SET redriven_at = now()
        WHERE id = $2
          AND redriven_at IS NULL
          AND $5
      ),
      duplicate AS (
        DELETE FROM dead_letter AS later
        USING dead_letter AS l
        WHERE l.id = $2
          AND later.id > $2
          AND later.workflow_key = l.workflow_key
          AND later.action_id = l.action_id
          AND later.reason = 'gave-up'
          AND later.redriven_at IS NULL
          AND $3::text = 'gave-up'
      )
      UPDATE dead_letter_redrive
      SET outcome = $3::text,
          version = $4
      WHERE id = $1
      """;

  /** $1 retention of open dead letters in seconds, $2 of redriven ones, $3 rows. */
  static final String DELETE_IF_OLD = """
      DELETE FROM dead_letter
      WHERE id = ANY (ARRAY(
        SELECT id
        FROM dead_letter
        WHERE (redriven_at IS NULL AND at < now() - $1::bigint * INTERVAL '1 second')
           OR redriven_at < now() - $2::bigint * INTERVAL '1 second'
        LIMIT $3
        FOR UPDATE SKIP LOCKED
      ))
      """;

  /** $1 retention in seconds, $2 rows. */
  static final String DELETE_REDRIVES_IF_OLD = """
      DELETE FROM dead_letter_redrive
      WHERE id = ANY (ARRAY(
        SELECT id
        FROM dead_letter_redrive
        WHERE at < now() - $1::bigint * INTERVAL '1 second'
        LIMIT $2
        FOR UPDATE SKIP LOCKED
      ))
      """;
}
