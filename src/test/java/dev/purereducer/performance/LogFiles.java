package dev.purereducer.performance;

import dev.purereducer.cluster.PostgresProcess;

/**
 * A server that has run for a while uses the files of its write-ahead log again. A new one has none
 * yet: it writes each full of zeros first, some 50 ms, and the commit that needs it waits.
 */
final class LogFiles {
  private static final String AS_MANY_AS_ARE_KEPT = """
      SELECT kept.setting::bigint * 1024 * 1024 / size.setting::bigint
      FROM pg_settings AS kept, pg_settings AS size
      WHERE kept.name = 'min_wal_size' AND size.name = 'wal_segment_size'
      """;

  private LogFiles() {}

  /** Leaves as many to be used again as the server keeps. */
  static void make(PostgresProcess postgres) {
    var sql = postgres.sql();
    long files = sql.number(AS_MANY_AS_ARE_KEPT);
    for (long i = 0; i < files; i++) {
      sql.text("SELECT pg_logical_emit_message(true, 'next', 'file')::text");
      sql.text("SELECT pg_switch_wal()::text");
    }
    sql.execute("CHECKPOINT");
  }
}
