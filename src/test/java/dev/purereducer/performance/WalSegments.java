package dev.purereducer.performance;

import dev.purereducer.testkit.PostgresProcess;

/**
 * Preallocation of write-ahead log segments. A server that has run for a while recycles segments; a
 * new one has to create each of them, and the commit that needs it waits about 50 ms.
 */
final class WalSegments {
  private static final String KEPT_SEGMENTS = """
      SELECT kept.setting::bigint * 1024 * 1024 / size.setting::bigint
      FROM pg_settings AS kept, pg_settings AS size
      WHERE kept.name = 'min_wal_size' AND size.name = 'wal_segment_size'
      """;

  private WalSegments() {}

  /** Creates as many segments as the server keeps for recycling. */
  static void preallocate(PostgresProcess postgres) {
    var sql = postgres.sql();
    long segments = sql.number(KEPT_SEGMENTS);
    for (long i = 0; i < segments; i++) {
      sql.text("SELECT pg_logical_emit_message(true, 'next', 'segment')::text");
      sql.text("SELECT pg_switch_wal()::text");
    }
    sql.execute("CHECKPOINT");
  }
}
