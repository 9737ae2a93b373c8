package dev.purereducer.operate;

/** What health asks the database. */
final class OperateSql {
  static final String PING = "SELECT 1";

  static final String APPLIED_MIGRATIONS = """
      SELECT script
      FROM schema_migration
      """;

  private OperateSql() {}
}
