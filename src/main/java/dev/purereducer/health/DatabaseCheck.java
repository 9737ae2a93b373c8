package dev.purereducer.health;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Readiness check of the database, over the pool that the service itself uses. */
@Readiness
@ApplicationScoped
public class DatabaseCheck implements AsyncHealthCheck {
  private static final String NAME = "database";

  private final Pool pool;
  private final HealthConfig config;

  public DatabaseCheck(Pool pool, HealthConfig config) {
    this.pool = pool;
    this.config = config;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    return pool.query("SELECT 1")
        .execute()
        .ifNoItem()
        .after(config.checkTimeout())
        .fail()
        .map(_ -> HealthCheckResponse.up(NAME))
        .onFailure()
        .recoverWithItem(failure -> HealthResponses.down(NAME, failure));
  }
}
