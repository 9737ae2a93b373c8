package dev.purereducer.health;

import static org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.purereducer.health.BrokerCheck.BrokerAdmin;
import dev.purereducer.health.BrokerCheck.BrokerNeed;
import dev.purereducer.health.BrokerCheck.BrokerReadinessCheck;
import dev.purereducer.runtime.RoleConfig.Role;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checks against a server that accepts connections and never responds. */
class HealthDownTest {
  private static final Duration AT_MOST = Duration.ofSeconds(5);

  private final Vertx vertx = Vertx.vertx();
  private ServerSocket unresponsive;

  @BeforeEach
  void listen() throws Exception {
    unresponsive = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    unresponsive.close();
    vertx.closeAndForget();
  }

  @Test
  void unresponsiveDatabase_isReportedDownWithinTheTimeout() {
    var options = new PgConnectOptions()
        .setHost("127.0.0.1")
        .setPort(unresponsive.getLocalPort())
        .setUser("user")
        .setPassword("hidden");
    var pool = PgBuilder.pool()
        .with(new PoolOptions())
        .connectingTo(options)
        .using(vertx)
        .build();

    assertDown(
        "database", new DatabaseCheck(pool, new ShortTimeouts()).call().await().atMost(AT_MOST));
    assertDown(
        "schema", new SchemaCheck(pool, new ShortTimeouts()).call().await().atMost(AT_MOST));
  }

  @Test
  void unresponsiveBroker_isReportedDownWithinTheTimeout() {
    Map<String, Object> kafka =
        Map.of("bootstrap.servers", "127.0.0.1:" + unresponsive.getLocalPort());
    var broker = new BrokerAdmin(kafka);
    var check = new BrokerCheck(broker, new ShortTimeouts());

    long started = System.nanoTime();
    assertDown("broker", check.call());

    assertFalse(Duration.ofNanos(System.nanoTime() - started).compareTo(AT_MOST) > 0);
    broker.close();
  }

  @Test
  void unresponsiveBroker_isNotReadyOnlyWhereNoRequestsAreServed() {
    var broker =
        new BrokerAdmin(Map.of("bootstrap.servers", "127.0.0.1:" + unresponsive.getLocalPort()));
    var check = new BrokerCheck(broker, new ShortTimeouts());

    assertDown("broker", readiness(check, Role.RELAY, Role.PROJECT).call());
    for (var role : List.of(Role.INGEST, Role.READ)) {
      assertEquals(UP, readiness(check, role, Role.RELAY, Role.PROJECT).call().getStatus());
    }
    broker.close();
  }

  private static BrokerReadinessCheck readiness(BrokerCheck check, Role... roles) {
    return new BrokerReadinessCheck(check, new BrokerNeed(() -> Set.of(roles)));
  }

  /** The response names the kind of the failure only, and no host or user. */
  private static void assertDown(String name, HealthCheckResponse response) {
    assertEquals(name, response.getName());
    assertEquals(DOWN, response.getStatus());
    assertEquals(Map.of("failure", "TimeoutException"), response.getData().orElseThrow());
  }
}
