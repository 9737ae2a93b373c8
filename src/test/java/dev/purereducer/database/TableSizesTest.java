package dev.purereducer.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TableSizesTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final Pattern DOCUMENTED =
      Pattern.compile("^\\| `(\\w+)` \\| [^|]+ \\| [^|]+ \\|$", Pattern.MULTILINE);

  @Inject
  Pool pool;

  @Inject
  TableSizes sizes;

  @Inject
  MeterRegistry registry;

  /** A new table needs a gauge, and a bound that the runbook names. */
  @Test
  void everyTable_hasAGaugeAndABoundInTheRunbook() throws IOException {
    var tables = tables();

    assertEquals(tables, new TreeSet<>(TableSizes.TABLES));
    assertEquals(tables, documented());
  }

  @Test
  void sizeOfThePartitionedTable_isThatOfItsPartitions() {
    sizes.measure().await().atMost(SOON);

    assertEquals(
        bytes("SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits"
            + " WHERE inhparent = 'workflow_history'::regclass"),
        gauge("workflow_history"));
    assertTrue(gauge("workflow_history") > 0);
  }

  @Test
  void sizeOfAPlainTable_includesItsIndexes() {
    sizes.measure().await().atMost(SOON);

    assertEquals(
        bytes("SELECT pg_total_relation_size('service_setting')"), gauge("service_setting"));
    assertTrue(gauge("service_setting") > bytes("SELECT pg_relation_size('service_setting')"));
  }

  private Set<String> tables() {
    Set<String> tables = new TreeSet<>();
    pool.query("SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p')"
            + " AND NOT relispartition AND relnamespace = current_schema()::regnamespace")
        .execute()
        .await()
        .atMost(SOON)
        .forEach(row -> tables.add(row.getString(0)));
    return tables;
  }

  /** The table rows of the runbook's section about sizes. */
  private static Set<String> documented() throws IOException {
    var runbook = Files.readString(Path.of("src/docs/runbook.md"));
    var from = runbook.indexOf("## Table sizes");
    var section = runbook.substring(from, runbook.indexOf("\n## ", from + 1));
    return DOCUMENTED
        .matcher(section)
        .results()
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private long gauge(String table) {
    return (long)
        registry.get("purereducer.table.bytes").tag("table", table).gauge().value();
  }

  private long bytes(String sql) {
    return pool.query(sql).execute().await().atMost(SOON).iterator().next().getLong(0);
  }
}
