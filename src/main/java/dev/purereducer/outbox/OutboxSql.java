package dev.purereducer.outbox;

/** The statements on {@code outbox}. */
final class OutboxSql {
  /**
   * $1 the id to start above, $2 shards, $3 keys to leave out, $4 the most rows, $5 the bytes that
   * end a batch. A prefix, by id, of the rows that match.
   */
  static final String READ_NEXT_IN_ORDER = """
      SELECT
        id, event_type, event_id, workflow_key, previous_version, version, event, traceparent, at,
        -- every transaction below this one has ended, for all this statement can see
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest_running
      FROM (
        SELECT
          id, event_type, event_id, workflow_key, previous_version, version, event, traceparent, at,
          sum(octet_length(event)) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING)
            - octet_length(event) AS bytes_before
        FROM outbox
        WHERE id > $1::bigint
          AND shard = ANY ($2::smallint[])
          AND workflow_key <> ALL ($3::text[])
        ORDER BY id
        LIMIT $4::integer
      ) AS candidate
      WHERE bytes_before < $5::bigint
      ORDER BY id
      """;

  /** $1 ids. Answers its own transaction id, which is above that of whoever wrote these rows. */
  static final String DELETE_PUBLISHED = """
      WITH published AS (
        DELETE FROM outbox
        WHERE id = ANY ($1::bigint[])
      )
      SELECT pg_current_xact_id()::text::bigint AS deleted_by
      """;

  /** $1 the most rows to count. */
  static final String SAMPLE_DEPTH = """
      SELECT
        count(*) AS depth,
        coalesce(extract(epoch FROM now() - min(at)), 0)::double precision AS oldest_age_seconds
      FROM (
        SELECT at
        FROM outbox
        ORDER BY id
        LIMIT $1::integer
      ) AS oldest
      """;

  private OutboxSql() {}
}
