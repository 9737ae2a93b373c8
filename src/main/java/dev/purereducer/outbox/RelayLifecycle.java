package dev.purereducer.outbox;

import dev.purereducer.database.Database;
import dev.purereducer.event.OutboxConfig;
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

/** Runs this process's relay from start to stop, when the process has that role. */
@ApplicationScoped
public class RelayLifecycle {
  /** For freeing the shards: a database that does not answer must not hold the stop up. */
  private static final Duration MAX_LEAVE = Duration.ofSeconds(3);

  private static final Logger LOG = Logger.getLogger(RelayLifecycle.class);

  private final RoleConfig roles;
  private final OutboxConfig outboxConfig;
  private final PublishConfig config;
  private final OutboxSignal doorbell;
  private final Tracing tracing;
  private volatile @Nullable Relay relay;
  private @Nullable Pool pool;

  public RelayLifecycle(
      RoleConfig roles,
      OutboxConfig outboxConfig,
      PublishConfig config,
      OutboxSignal doorbell,
      Tracing tracing) {
    this.roles = roles;
    this.outboxConfig = outboxConfig;
    this.config = config;
    this.doorbell = doorbell;
    this.tracing = tracing;
  }

  public RelayHealth health() {
    var running = relay;
    return running == null ? RelayHealth.OFF : running.health();
  }

  void onStart(
      @Observes StartupEvent event,
      Database database,
      RelayDependencies surroundings,
      KafkaSink sink) {
    if (!roles.runs(Role.RELAY)) {
      return;
    }
    var settings = new RelaySettings(UUID.randomUUID().toString(), outboxConfig.shards(), config);
    var connections = RelayPool.open(surroundings.vertx(), database.connectOptions());
    var started =
        new Relay(surroundings, settings, connections, TracingEventSink.of(sink, tracing));
    pool = connections;
    relay = started;
    started.start();
    doorbell.onSignal(started::wake);
  }

  /** After the default priority, at which those stop who commit. */
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
        .after(config.drainTimeout().multipliedBy(2).plus(MAX_LEAVE))
        .fail()
        .onFailure()
        .invoke(failure -> LOG.warnf("relay stopped without freeing its shards: %s", failure))
        .onFailure()
        .recoverWithNull()
        .chain(connections::close)
        .await()
        .atMost(config.drainTimeout().plus(MAX_LEAVE).multipliedBy(2));
  }
}
