package dev.purereducer.database;

import dev.purereducer.runtime.Maintenance;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gauges of the size of each table with its indexes, in the role that does maintenance. Partitions
 * count for their parent.
 */
@ApplicationScoped
public class TableSizes {
  /** The tables of the schema. The runbook names what bounds each of them. */
  static final List<String> TABLES = List.of(
      "action_dedup",
      "dead_letter",
      "dead_letter_redrive",
      "deployed_reducer",
      "outbox",
      "outbox_lease",
      "outbox_relay",
      "projection_skipped",
      "projection_wm",
      "reducer_timeout",
      "schema_migration",
      "service_setting",
      "workflow_history",
      "workflow_projection",
      "workflow_snapshot",
      "workflow_state");

  /** $1 the tables. A partitioned table itself has no bytes, its partitions have them. */
  static final String SELECT_TABLE_SIZES = """
      SELECT root.relname::text AS table_name,
             coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes
      FROM pg_class root
      JOIN LATERAL (
        SELECT root.oid AS oid
        WHERE root.relkind = 'r'
        UNION ALL
        SELECT relid
        FROM pg_partition_tree(root.oid)
        WHERE root.relkind = 'p'
      ) c ON true
      WHERE root.oid = ANY (ARRAY(SELECT to_regclass(name)::oid FROM unnest($1::text[]) AS name))
      GROUP BY root.relname
      """;

  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Pool pool;
  private final MeterRegistry registry;
  private final Map<String, Long> bytes = new ConcurrentHashMap<>();

  TableSizes(Pool pool, MeterRegistry registry) {
    this.pool = pool;
    this.registry = registry;
  }

  void start(@Observes StartupEvent event, RoleConfig roles, Maintenance maintenance) {
    if (roles.runs(Role.INGEST)) {
      TABLES.forEach(this::registerGauge);
      maintenance.start("table-sizes", INTERVAL, () -> measure().replaceWith(false));
    }
  }

  /** Updates the gauges. A size that cannot be read keeps its last value. */
  Uni<Void> measure() {
    var parameters = Tuple.of(TABLES.toArray(String[]::new));
    return BoundedStatement.run(pool, SELECT_TABLE_SIZES, parameters)
        .invoke(rows ->
            rows.forEach(row -> bytes.put(row.getString("table_name"), row.getLong("bytes"))))
        .replaceWithVoid();
  }

  private void registerGauge(String table) {
    Gauge.builder("purereducer.table.bytes", bytes, sizes -> sizeOf(sizes, table))
        .description("Size of a table with its indexes, over all partitions")
        .baseUnit("bytes")
        .tag("table", table)
        .register(registry);
  }

  private static double sizeOf(Map<String, Long> sizes, String table) {
    var size = sizes.get(table);
    return size == null ? Double.NaN : size;
  }
}
