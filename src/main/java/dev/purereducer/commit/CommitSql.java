package dev.purereducer.commit;

/** Statements of the commit path and its maintenance. */
final class CommitSql {
  private CommitSql() {}

  /**
   * Commits each turn whose workflow is at the expected version and whose action ids have no
   * outcome yet; returns a row for each turn that was not committed.
   *
   * <p>Rows are locked first and in key order, so that two instances cannot deadlock. Locking
   * returns the newest committed row, even if it is newer than the statement's snapshot: after a
   * conflict no other read is needed. The snapshot is never older than the version that a turn
   * expects, so {@code prior_outcome} contains every duplicate of a turn that can be committed.
   *
   * <p>A turn that is folded by another version of the reducer than its state was keeps the state
   * before it in {@code workflow_snapshot}, so that each version folds from a state that it can read.
   */
  static final String COMMIT_IF_VERSION = """
      WITH turn AS MATERIALIZED (
        SELECT *
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::int[], $6::text[],
                    $7::int[], $8::bytea[], $9::text[])
          WITH ORDINALITY
          AS t (workflow_key, expected, next, reducer, reducer_version, state, schema_version, chain,
                provenance, turn)
      ),
      action AS MATERIALIZED (
        SELECT *
        FROM unnest($10::int[], $11::text[], $12::text[], $13::bytea[], $14::bigint[], $15::text[],
                    $16::text[], $17::text[], $18::text[], $19::bytea[], $20::text[])
          AS a (turn, workflow_key, action_id, action_hash, version, outcome, rejection, action,
                intents, chain, snapshot)
      ),
      locked AS MATERIALIZED (
        SELECT s.workflow_key, s.version, s.reducer, s.reducer_version, s.state, s.schema_version,
               s.chain, s.provenance
        FROM workflow_state s
        WHERE s.workflow_key = ANY ($1::text[])
        ORDER BY s.workflow_key
        FOR NO KEY UPDATE
      ),
      prior_outcome AS MATERIALIZED (
        SELECT a.turn, d.action_id, d.action_hash, d.version, d.outcome, d.rejection
        FROM action a
        CROSS JOIN LATERAL (
          SELECT *
          FROM action_dedup d
          WHERE d.workflow_key = a.workflow_key
            AND d.action_id = a.action_id
          LIMIT 1 -- keeps an index lookup per action if statistics say that the table is empty
        ) d
      ),
      matching AS MATERIALIZED (
        SELECT t.*
        FROM turn t
        LEFT JOIN locked l ON l.workflow_key = t.workflow_key
        WHERE coalesce(l.version, 0) = t.expected
          AND t.turn NOT IN (SELECT turn FROM prior_outcome)
      ),
      updated AS (
        UPDATE workflow_state s
        SET version = f.next,
            reducer_version = f.reducer_version,
            state = f.state::jsonb,
            schema_version = f.schema_version,
            chain = f.chain,
            provenance = f.provenance::jsonb,
            updated_at = $29::timestamptz
        FROM matching f
        WHERE s.workflow_key = ANY (ARRAY[f.workflow_key]) -- as LIMIT 1 above
          AND s.version = f.expected
          AND f.next > f.expected
        RETURNING f.turn, f.reducer_version
      ),
      inserted AS (
        INSERT INTO workflow_state
          (workflow_key, reducer, reducer_version, version, state, schema_version, chain, provenance,
           updated_at)
        SELECT f.workflow_key, f.reducer, f.reducer_version, f.next, f.state::jsonb,
               f.schema_version, f.chain, f.provenance::jsonb, $29::timestamptz
        FROM matching f
        WHERE f.expected = 0
          AND f.next > 0
        ORDER BY f.workflow_key
        ON CONFLICT DO NOTHING
        RETURNING workflow_key
      ),
      committed AS MATERIALIZED (
        SELECT turn, reducer_version FROM updated
        UNION ALL
        SELECT t.turn, t.reducer_version
        FROM inserted i
        JOIN turn t ON t.workflow_key = i.workflow_key
        UNION ALL
        SELECT turn, reducer_version FROM matching WHERE next = expected
      ),
      history AS (
        INSERT INTO workflow_history
          (workflow_key, version, action_id, reducer_version, action, intents, action_hash, chain,
           committed_at)
        SELECT a.workflow_key, a.version, a.action_id, c.reducer_version, a.action::jsonb,
               a.intents::jsonb, a.action_hash, a.chain,
               CASE
                 WHEN abs(extract(epoch FROM $29::timestamptz - now())) < 60 THEN $29::timestamptz
                 ELSE now() -- the time of an instance with a wrong clock decides no partition
               END
        FROM action a
        JOIN committed c ON c.turn = a.turn
        WHERE a.outcome = 'c'
      ),
      snapshot AS (
        INSERT INTO workflow_snapshot
          (workflow_key, version, reducer_version, state, schema_version, chain)
        SELECT l.workflow_key, l.version, l.reducer_version, l.state, l.schema_version, l.chain
        FROM matching f
        JOIN locked l ON l.workflow_key = f.workflow_key
        WHERE l.reducer_version <> f.reducer_version
          AND f.turn IN (SELECT turn FROM updated)
        UNION ALL
        SELECT a.workflow_key, a.version, t.reducer_version, a.snapshot::jsonb, t.schema_version,
               a.chain
        FROM action a
        JOIN turn t ON t.turn = a.turn
        WHERE a.snapshot IS NOT NULL
          AND a.turn IN (SELECT turn FROM committed)
        ON CONFLICT DO NOTHING
      ),
      dedup AS (
        INSERT INTO action_dedup
          (workflow_key, action_id, action_hash, version, outcome, rejection, expires_at)
        SELECT a.workflow_key, a.action_id, a.action_hash, a.version, a.outcome,
               a.rejection::jsonb,
               now() + CASE a.outcome WHEN 'c' THEN $30::bigint ELSE $31::bigint END
                 * INTERVAL '1 millisecond' -- null without a lifetime
        FROM action a
        WHERE a.outcome IN ('c', 'r')
          AND a.turn IN (SELECT turn FROM committed)
      ),
      posted AS (
        INSERT INTO outbox
          (shard, event_type, event_id, workflow_key, previous_version, version, event,
           traceparent, at)
        SELECT o.shard, o.event_type, o.event_id, t.workflow_key, o.previous_version, o.version,
               o.event, o.traceparent, $29::timestamptz
        FROM unnest($21::int[], $22::int[], $23::text[], $24::text[], $25::bigint[],
                    $26::bigint[], $27::bytea[], $28::text[])
          WITH ORDINALITY
          AS o (turn, shard, event_type, event_id, previous_version, version, event, traceparent,
                ordinal)
        JOIN turn t ON t.turn = o.turn
        WHERE o.turn IN (SELECT turn FROM committed)
        ORDER BY o.ordinal
      )
      SELECT t.turn::int, l.version, l.reducer, l.reducer_version, l.state::text,
             l.schema_version, l.chain, l.provenance::text, s.action_ids, s.action_hashes,
             s.versions, s.outcomes, s.rejections
      FROM turn t
      LEFT JOIN locked l ON l.workflow_key = t.workflow_key
      LEFT JOIN (
        SELECT turn,
               array_agg(action_id) AS action_ids,
               array_agg(action_hash) AS action_hashes,
               array_agg(version) AS versions,
               array_agg(outcome) AS outcomes,
               array_agg(rejection::text) AS rejections
        FROM prior_outcome
        GROUP BY turn
      ) s ON s.turn = t.turn
      WHERE t.turn NOT IN (SELECT turn FROM committed)
      """;

  /**
   * Records that a turn was given up: its actions as dead letters, and its events. Sent again after a
   * lost response, it changes nothing: $12 identifies the give-up.
   */
  static final String INSERT_GAVE_UP = """
      WITH recorded AS (
        INSERT INTO dead_letter
          (workflow_key, action_id, reason, detail, action, attempts, at, give_up_id)
        SELECT $2::text, a.action_id, 'gave-up', $8::text, a.action::jsonb, $9::int,
               $6::timestamptz, $12::uuid
        FROM unnest($10::text[], $11::text[])
          AS a (action_id, action)
        ON CONFLICT (give_up_id, action_id) WHERE give_up_id IS NOT NULL DO NOTHING
        RETURNING id
      )
      INSERT INTO outbox (shard, event_type, event_id, workflow_key, event, traceparent, at)
      SELECT $1::smallint, o.event_type, o.event_id, $2::text, o.event, o.traceparent,
             $6::timestamptz
      FROM unnest($3::text[], $4::text[], $5::bytea[], $7::text[])
        WITH ORDINALITY
        AS o (event_type, event_id, event, traceparent, ordinal)
      WHERE EXISTS (SELECT FROM recorded)
      ORDER BY o.ordinal
      """;

  /**
   * The recorded outcome of an action: committed, rejected, or else gave up. Of an action that gave
   * up, was sent again and committed, the commit counts, even after its id has expired: the history
   * has it. A redriven give-up without one had an outcome that is no longer kept.
   */
  static final String SELECT_OUTCOME = """
      SELECT d.outcome, d.version, d.rejection::text AS rejection, NULL::int AS attempts
      FROM action_dedup d
      WHERE d.workflow_key = $1
        AND d.action_id = $2
      UNION ALL
      (SELECT CASE WHEN h.version IS NULL THEN 'g' ELSE 'c' END,
              coalesce(h.version, 0),
              NULL,
              CASE WHEN h.version IS NULL THEN l.attempts END
       FROM (
         SELECT attempts, redriven_at
         FROM dead_letter
         WHERE workflow_key = $1
           AND action_id = $2
           AND reason = 'gave-up'
         ORDER BY id DESC
         LIMIT 1
       ) l
       LEFT JOIN LATERAL (
         SELECT version
         FROM workflow_history
         WHERE workflow_key = $1
           AND action_id = $2
         ORDER BY version DESC
         LIMIT 1
       ) h ON true
       WHERE h.version IS NOT NULL
          OR l.redriven_at IS NULL)
      LIMIT 1
      """;

  /**
   * Bounded, and skips rows that another instance is deleting. Ordered, so that the plan is an
   * index scan even without statistics.
   */
  static final String DELETE_DEDUP_IF_EXPIRED = """
      DELETE FROM action_dedup
      WHERE ctid = ANY (ARRAY(
        SELECT ctid
        FROM action_dedup
        WHERE expires_at < now()
        ORDER BY expires_at
        LIMIT $1
        FOR UPDATE SKIP LOCKED
      ))
      """;

  static final String PING = "SELECT 1";

  /**
   * Creates the history's partition of the month that is $1 months ahead, by the database's clock, if
   * it does not exist. Null if another instance is creating one.
   */
  static final String CREATE_HISTORY_PARTITION = """
      SELECT create_history_partition(
               ((now() AT TIME ZONE 'UTC')::date + $1::int * INTERVAL '1 month')::date)
      """;

  /**
   * Age of the oldest transaction that holds back VACUUM in this database. Needs pg_read_all_stats
   * to see other roles' sessions.
   */
  static final String SELECT_OLDEST_TRANSACTION_AGE = """
      SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8
               AS age_seconds
      FROM pg_stat_activity
      WHERE datname = current_database()
        AND pid <> pg_backend_pid()
        AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
        AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)
      """;
}
