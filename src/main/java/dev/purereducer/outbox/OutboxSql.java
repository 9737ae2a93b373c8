package dev.purereducer.outbox;

/**
 * The statements of the relay on {@code outbox}, {@code outbox_lease} and {@code outbox_relay}. Only
 * the database's clock decides whether a lease has expired.
 */
final class OutboxSql {
  /**
   * $1 id to read above, $2 shards, $3 excluded keys, $4 maximum rows, $5 maximum bytes. A prefix,
   * by id, of the matching rows; at least one row if there is any.
   */
  static final String SELECT_NEXT_BATCH = """
      SELECT
        id, event_type, event_id, workflow_key, previous_version, version, event, traceparent, at,
        -- all transactions below this id have ended, as this statement sees it
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS snapshot_xmin
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

  /** $1 ids. Returns its own transaction id, which is above that of each writer of these rows. */
  static final String DELETE_PUBLISHED = """
      WITH published AS (
        DELETE FROM outbox
        WHERE id = ANY ($1::bigint[])
      )
      SELECT pg_current_xact_id()::text::bigint AS deleted_by
      """;

  /** $1 maximum number of rows to count. */
  static final String SELECT_DEPTH = """
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

  /** $1 number of shards. A free lease has expired at {@code -infinity}. */
  static final String INSERT_MISSING_LEASES = """
      INSERT INTO outbox_lease (shard, owner, expires_at)
      SELECT shard, '', '-infinity'
      FROM generate_series(0, $1::integer - 1) AS shard
      ON CONFLICT (shard) DO NOTHING
      """;

  /**
   * $1 owner, $2 TTL in milliseconds, $3 number of shards, $4 shards of the current batch.
   *
   * <p>Registers the relay, computes its fair share among the live relays, renews its leases, takes
   * free and expired ones up to the share, and releases those above it. Shards of the current batch
   * are not released but renewed once more, with {@code fair} false. Returns one row per held shard,
   * or one row without a shard.
   */
  static final String RENEW_AND_BALANCE = """
      WITH myself AS (
        INSERT INTO outbox_relay (owner, expires_at)
        VALUES ($1, now() + $2::bigint * INTERVAL '1 millisecond')
        ON CONFLICT (owner) DO UPDATE SET expires_at = EXCLUDED.expires_at
      ),
      dead AS (
        DELETE FROM outbox_relay
        WHERE owner <> $1
          AND expires_at < now() - $2::bigint * INTERVAL '1 millisecond'
      ),
      others AS (
        SELECT count(*) + 1 AS alive, count(*) FILTER (WHERE owner < $1) AS before_me
        FROM outbox_relay
        WHERE owner <> $1
          AND expires_at > now()
      ),
      share AS (
        -- the remainder goes to the first relays, one shard each
        SELECT $3::integer / alive + CASE WHEN before_me < $3 % alive THEN 1 ELSE 0 END AS shards
        FROM others
      ),
      reachable AS MATERIALIZED (
        SELECT shard, owner = $1 AS mine
        FROM outbox_lease
        WHERE shard < $3
          AND (owner = $1 OR expires_at <= now())
        ORDER BY shard
        -- another relay is taking a locked row; waiting for it could only deadlock
        FOR UPDATE SKIP LOCKED
      ),
      ranked AS (
        SELECT
          shard, mine,
          row_number() OVER (ORDER BY mine DESC, shard) <= (SELECT shards FROM share) AS fair
        FROM reachable
      ),
      held AS (
        UPDATE outbox_lease AS lease
        SET owner = $1, expires_at = now() + $2::bigint * INTERVAL '1 millisecond'
        FROM ranked
        WHERE lease.shard = ranked.shard
          AND (ranked.fair OR (ranked.mine AND ranked.shard = ANY ($4::smallint[])))
        RETURNING ranked.shard, ranked.fair
      ),
      freed AS (
        UPDATE outbox_lease AS lease
        SET owner = '', expires_at = '-infinity'
        FROM ranked
        WHERE lease.shard = ranked.shard
          AND ranked.mine
          AND NOT ranked.fair
          AND ranked.shard <> ALL ($4::smallint[])
      )
      SELECT held.shard, held.fair, share.shards AS fair_shards
      FROM share
      LEFT JOIN held ON TRUE
      """;

  /** $1 owner. Frees all its leases and deregisters it. */
  static final String RELEASE_ALL = """
      WITH freed AS (
        UPDATE outbox_lease
        SET owner = '', expires_at = '-infinity'
        WHERE owner = $1
      )
      DELETE FROM outbox_relay
      WHERE owner = $1
      """;

  private OutboxSql() {}

  /** Stores the number of shards at the first start. $1 number. */
  static final String INSERT_SHARDS_IF_UNKNOWN = """
      INSERT INTO service_setting (name, value)
      VALUES ('outbox.shards', $1)
      ON CONFLICT DO NOTHING
      """;

  static final String SELECT_SHARDS =
      "SELECT value FROM service_setting WHERE name = 'outbox.shards'";
}
