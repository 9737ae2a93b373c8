package dev.purereducer.projection;

import dev.purereducer.database.BoundedStatement;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Progress of the projections: watermarks and skipped events, from the database. */
@ApplicationScoped
public class ProjectionStatus {
  /**
   * The progress of one projection.
   *
   * @param skipped number of workflows with a skipped event that no later event has repaired
   */
  public record ProjectionProgress(
      String projection, long skipped, List<PartitionProgress> partitions) {}

  /**
   * The watermark of a partition.
   *
   * @param offset the next offset to read
   * @param eventTime commit time of the last projected event
   */
  public record PartitionProgress(
      String topic, int partition, long offset, Instant eventTime, Instant updatedAt) {}

  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(5);

  private final Pool pool;

  ProjectionStatus(Pool pool) {
    this.pool = pool;
  }

  /** All projections with a watermark or a skipped event, in the order of their names. */
  public Uni<List<ProjectionProgress>> progress() {
    return Uni.combine()
        .all()
        .unis(query(ProjectionSql.SELECT_WATERMARKS), query(ProjectionSql.COUNT_SKIPPED))
        .with((watermarks, counts) -> progress(watermarks, counts));
  }

  private Uni<RowSet<Row>> query(String sql) {
    return BoundedStatement.run(pool, sql, Tuple.tuple(), QUERY_TIMEOUT);
  }

  private static List<ProjectionProgress> progress(RowSet<Row> watermarks, RowSet<Row> counts) {
    Map<String, List<PartitionProgress>> partitions = new TreeMap<>();
    watermarks.forEach(row -> partitions
        .computeIfAbsent(row.getString("projection"), _ -> new ArrayList<>())
        .add(partition(row)));
    Map<String, Long> skipped = new TreeMap<>();
    for (Row row : counts) {
      skipped.put(row.getString("projection"), row.getLong("skipped"));
      partitions.putIfAbsent(row.getString("projection"), List.of());
    }
    return partitions.entrySet().stream()
        .map(entry -> new ProjectionProgress(
            entry.getKey(), skipped.getOrDefault(entry.getKey(), 0L), entry.getValue()))
        .toList();
  }

  private static PartitionProgress partition(Row row) {
    return new PartitionProgress(
        row.getString("topic"),
        row.getInteger("partition"),
        row.getLong("offset"),
        row.getOffsetDateTime("event_time").toInstant(),
        row.getOffsetDateTime("updated_at").toInstant());
  }
}
