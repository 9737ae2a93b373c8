package dev.purereducer.read;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.history.ReadModels;
import dev.purereducer.history.ReadModels.WorkflowView;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads single workflows from PostgreSQL: projected and canonical read models, versions. */
@ApplicationScoped
class ReadStore {
  /**
   * A projected read model.
   *
   * @param lagMillis age of the oldest commit it does not include; 0 if it is up to date, null if
   *     unknown
   */
  record ProjectedWorkflowRow(WorkflowView view, @Nullable Long lagMillis) {}

  private final Pool pool;
  private final ReadModels readModels;
  private final ReadConfig config;

  ReadStore(Pool pool, ReadModels readModels, ReadConfig config) {
    this.pool = pool;
    this.readModels = readModels;
    this.config = config;
  }

  Uni<Optional<ProjectedWorkflowRow>> projected(String workflowKey) {
    return run(ReadSql.SELECT_PROJECTED, Tuple.of(workflowKey))
        .map(rows ->
            first(rows).map(row -> new ProjectedWorkflowRow(view(row), row.getLong("lag_millis"))));
  }

  Uni<Optional<WorkflowView>> canonical(String workflowKey) {
    return run(ReadSql.SELECT_CANONICAL, Tuple.of(workflowKey))
        .map(rows -> first(rows).map(readModels::view));
  }

  /** The canonical version; 0 for a workflow that does not exist. */
  Uni<Long> version(String workflowKey) {
    return run(ReadSql.SELECT_VERSION, Tuple.of(workflowKey))
        .map(rows -> first(rows).map(row -> row.getLong("version")).orElse(0L));
  }

  /** The projected versions of these workflows, without those that have no read model. */
  Uni<Map<String, Long>> versions(Set<String> workflowKeys) {
    return run(ReadSql.SELECT_VERSIONS, Tuple.of(workflowKeys.toArray(String[]::new)))
        .map(rows -> {
          Map<String, Long> versions = new HashMap<>();
          for (Row row : rows) {
            versions.put(row.getString("workflow_key"), row.getLong("version"));
          }
          return versions;
        });
  }

  Uni<RowSet<Row>> run(String sql, Tuple parameters) {
    return BoundedStatement.run(pool, sql, parameters, config.statementTimeout());
  }

  static WorkflowView view(Row row) {
    return new WorkflowView(
        row.getString("workflow_key"),
        row.getLong("version"),
        row.getString("reducer"),
        row.getString("namespace"),
        row.getString("tag"),
        row.getString("last_action"),
        row.getString("indices"),
        row.getString("extras"),
        row.getOffsetDateTime("updated_at").toInstant());
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }
}
