package dev.purereducer.commit;

/** The statements of {@link CommitMaintenance}. */
final class MaintenanceSql {
  private MaintenanceSql() {}

  /**
   * Bounded, and past rows that another instance is deleting. Ordered, so that the index is read
   * from its beginning even where nothing is known of how many rows have expired.
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

  /** Makes the history's partition of the month that this day is in, if it is not there. */
  static final String ENSURE_HISTORY_PARTITION = "SELECT ensure_history_partition($1::date)";

  /**
   * Sessions that hold a snapshot or have written hold the clean-up back; vacuums do not, nor do
   * other databases. Of other roles' sessions the start is for members of pg_read_all_stats to see.
   */
  static final String OLDEST_SNAPSHOT = """
      SELECT coalesce(max(extract(epoch FROM clock_timestamp() - xact_start)), 0)::float8
               AS age_seconds
      FROM pg_stat_activity
      WHERE datname = current_database()
        AND pid <> pg_backend_pid()
        AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
        AND pid NOT IN (SELECT pid FROM pg_stat_progress_vacuum)
      """;
}
