package dev.purereducer.health;

import dev.purereducer.runtime.VertxInternals;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Liveness check of the event loops: each must run a task in time, so that none is blocked. */
@Liveness
@ApplicationScoped
public class EventLoopCheck implements AsyncHealthCheck {
  private static final String NAME = "event-loops";

  private final Vertx vertx;
  private final HealthConfig config;

  public EventLoopCheck(Vertx vertx, HealthConfig config) {
    this.vertx = vertx;
    this.config = config;
  }

  @Override
  public Uni<HealthCheckResponse> call() {
    List<Uni<Boolean>> responses = new ArrayList<>();
    for (var loop : VertxInternals.eventLoops(vertx)) {
      responses.add(ping(loop));
    }
    return Uni.join()
        .all(responses)
        .andFailFast()
        .ifNoItem()
        .after(config.checkTimeout())
        .fail()
        .map(_ -> HealthCheckResponse.up(NAME))
        .onFailure()
        .recoverWithItem(failure -> HealthResponses.down(NAME, failure));
  }

  private static Uni<Boolean> ping(Executor loop) {
    return Uni.createFrom().emitter(pong -> loop.execute(() -> pong.complete(true)));
  }
}
