package dev.purereducer.health;

import dev.purereducer.database.BoundedStatement;
import dev.purereducer.health.CheckPool.OfChecks;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check of the database, over a connection of its own. */
@Readiness
@ApplicationScoped
public class DatabaseCheck implements AsyncHealthCheck {
  private static final String NAME = "database";

  private final Pool pool;
  private final HealthConfig config;

  DatabaseCheck(@OfChecks Pool pool, HealthConfig config) {
    this.pool = pool;
    this.config = config;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return BoundedStatement.run(pool, "SELECT 1", Tuple.tuple(), config.checkTimeout())
        .map(_ -> HealthCheckResponse.up(NAME))
        .onFailure()
        .recoverWithItem(failure -> HealthResponses.down(NAME, failure));
  }
}
