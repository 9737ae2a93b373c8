package dev.purereducer.outbox;

import dev.purereducer.database.Database;
import dev.purereducer.database.Database.ReadTimeout;
import dev.purereducer.event.OutboxSignal;
import dev.purereducer.outbox.EventSink.TracingEventSink;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import dev.purereducer.trace.Tracing;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Starts and stops the relay of an instance with the role {@code relay}. */
@ApplicationScoped
public class RelayLifecycle {
  /** The name of the loop that publishes events, which makes no step while the broker takes none. */
  public static final String PUBLISH_LOOP = "relay-publish";

  /**
   * Health of the relay. Whether its loops make progress is reported by their heartbeats.
   *
   * @param running this instance has the role {@code relay}
   * @param shards number of shards this instance publishes
   * @param blockedKeys number of workflow keys blocked because the broker rejects a record
   * @param lastError the failure of the last batch; null if it was published
   */
  public record RelayHealth(
      boolean running,
      int shards,
      int blockedKeys,
      @Nullable String lastError) {
    static final RelayHealth OFF = new RelayHealth(false, 0, 0, null);
  }

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
    var connections = RelayPool.open(
        dependencies.vertx(), database.connectOptions(ReadTimeout.MAX, RelayPool.SETTINGS));
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

  /** The relay's connection pool, separate so that a busy shared pool does not delay a renewal. */
  static final class RelayPool {
    /** One for each loop of the relay. */
    private static final int CONNECTIONS = 3;

    /**
     * The outbox is nearly empty whenever ANALYZE runs: a plan made for an empty table would scan it
     * sequentially, also when a backlog has grown. A crash of the database may lose the relay's writes
     * without harm: after a lost deletion or a lost lease, some events are published twice.
     */
    static final Map<String, String> SETTINGS =
        Map.of("enable_seqscan", "off", "synchronous_commit", "off");

    private RelayPool() {}

    static Pool open(Vertx vertx, PgConnectOptions options) {
      return Pool.newInstance(PgBuilder.pool()
          .connectingTo(options)
          .with(new PoolOptions().setMaxSize(CONNECTIONS).setShared(false))
          .withConnectHandler(connection -> {
            ReadTimeout.install(connection);
            connection.close();
          })
          .using(vertx)
          .build());
    }
  }
}
