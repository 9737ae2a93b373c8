package dev.purereducer.health;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.database.Migrator;
import dev.purereducer.health.CheckPool.OfChecks;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Readiness check of the schema: every migration of this build is applied, also after a restore.
 */
@Readiness
@ApplicationScoped
public class SchemaCheck implements AsyncHealthCheck {
  private static final String SELECT_MIGRATIONS = """
      SELECT script
      FROM schema_migration
      """;

  private static final String NAME = "schema";

  private final Pool pool;
  private final HealthConfig config;

  SchemaCheck(@OfChecks Pool pool, HealthConfig config) {
    this.pool = pool;
    this.config = config;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return BoundedStatement.run(pool, SELECT_MIGRATIONS, Tuple.tuple(), config.checkTimeout())
        .map(rows -> response(Migrator.SCRIPTS, rows))
        .onFailure()
        .recoverWithItem(failure -> HealthResponses.down(NAME, failure));
  }

  private static HealthCheckResponse response(List<String> expected, RowSet<Row> applied) {
    List<String> missing = new ArrayList<>(expected);
    applied.forEach(row -> missing.remove(row.getString("script")));
    var response = HealthCheckResponse.named(NAME).status(missing.isEmpty());
    return missing.isEmpty()
        ? response.build()
        : response.withData("missing", String.join(",", missing)).build();
  }
}
