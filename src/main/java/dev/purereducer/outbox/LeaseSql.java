package dev.purereducer.outbox;

/**
 * The statements on {@code outbox_lease} and {@code outbox_relay}. The database's clock alone says
 * what has expired.
 */
final class LeaseSql {
  /** $1 shards. A lease that is free has expired for ever. */
  static final String ADD_MISSING_LEASES = """
      INSERT INTO outbox_lease (shard, owner, expires_at)
      SELECT shard, '', '-infinity'
      FROM generate_series(0, $1::integer - 1) AS shard
      ON CONFLICT (shard) DO NOTHING
      """;

  /**
   * $1 owner, $2 TTL in milliseconds, $3 shards, $4 shards of the batch under way. Registers the
   * relay, works out its share among those alive, renews what it has, takes what is free or
   * expired, and frees what is too much, except for shards of the batch under way: those are
   * renewed once more, and answered as not fair. A row for each shard held, or one whose shard is
   * null.
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
        -- what does not divide goes to the first ones, one each
        SELECT $3::integer / alive + CASE WHEN before_me < $3 % alive THEN 1 ELSE 0 END AS shards
        FROM others
      ),
      reachable AS MATERIALIZED (
        SELECT shard, owner = $1 AS mine
        FROM outbox_lease
        WHERE shard < $3
          AND (owner = $1 OR expires_at <= now())
        ORDER BY shard
        -- a row that another relay holds right now is being taken: waiting could only deadlock
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

  /** $1 owner. */
  static final String LEAVE = """
      WITH freed AS (
        UPDATE outbox_lease
        SET owner = '', expires_at = '-infinity'
        WHERE owner = $1
      )
      DELETE FROM outbox_relay
      WHERE owner = $1
      """;

  private LeaseSql() {}
}
