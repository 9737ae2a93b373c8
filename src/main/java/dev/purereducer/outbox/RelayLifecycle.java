package dev.purereducer.outbox;

import dev.purereducer.database.Database;
import dev.purereducer.event.OutboxSignal;
import dev.purereducer.runtime.Role;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.trace.Tracing;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts and stops the relay of an instance with the role {@code relay}. */
@ApplicationScoped
public class RelayLifecycle {
  /** Time to free the shards, so that an unavailable database does not delay the shutdown. */
  private static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(3);

  private static final Logger LOG = Logger.getLogger(RelayLifecycle.class);

  private final RoleConfig roles;
  private final PublishConfig config;
  private final OutboxSignal outboxSignal;
  private final Tracing tracing;
  private volatile @Nullable Relay relay;
  private @Nullable Pool pool;

  public RelayLifecycle(
      RoleConfig roles, PublishConfig config, OutboxSignal outboxSignal, Tracing tracing) {
    this.roles = roles;
    this.config = config;
    this.outboxSignal = outboxSignal;
    this.tracing = tracing;
  }

  public RelayHealth health() {
    var running = relay;
    return running == null ? RelayHealth.OFF : running.health();
  }

  void onStart(
      @Observes StartupEvent event,
      Database database,
      Relay.RelayDependencies dependencies,
      KafkaSink sink) {
    if (!roles.runs(Role.RELAY)) {
      return;
    }
    var connections = RelayPool.open(dependencies.vertx(), database.connectOptions());
    var started = new Relay(
        UUID.randomUUID().toString(),
        dependencies,
        connections,
        TracingEventSink.of(sink, tracing));
    pool = connections;
    relay = started;
    started.start();
    outboxSignal.onSignal(started::wake);
  }

  /** Runs after the commit path, which has the default priority, has stopped. */
  void onStop(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) ShutdownEvent event) {
    var running = relay;
    var connections = pool;
    if (running == null || connections == null) {
      return;
    }
    relay = null;
    running
        .stop()
        .ifNoItem()
        .after(config.drainTimeout().multipliedBy(2).plus(RELEASE_TIMEOUT))
        .fail()
        .onFailure()
        .invoke(failure -> LOG.warnf("relay stopped without freeing its shards: %s", failure))
        .onFailure()
        .recoverWithNull()
        .chain(connections::close)
        .await()
        .atMost(config.drainTimeout().plus(RELEASE_TIMEOUT).multipliedBy(2));
  }
}
