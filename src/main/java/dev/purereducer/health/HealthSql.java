package dev.purereducer.health;

/** Statements of the health checks. */
final class HealthSql {
  static final String APPLIED_MIGRATIONS = """
      SELECT script
      FROM schema_migration
      """;

  private HealthSql() {}
}
