package dev.purereducer.alerts;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.deploy.DeployFiles;
import dev.purereducer.testkit.KafkaSender;
import dev.purereducer.testkit.PrometheusProcess;
import dev.purereducer.testkit.Sql;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Causes the condition of each alert, which must fire, and removes it, so that it must resolve. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertsSuite {
  private static final Duration MAX_WAIT = Duration.ofSeconds(120);

  /** The rule's five minutes, with a margin. */
  private static final Duration SNAPSHOT_MAX_WAIT = Duration.ofSeconds(330);

  private static final int NEARLY_LAST = Order.DEFAULT + 1;
  private static final int LAST = NEARLY_LAST + 1;

  private static final Set<String> TRIGGERED = new TreeSet<>();
  private static final long STARTED = System.nanoTime();
  private static Stack stack;

  /** Session with a snapshot that is held from the start, because the alert needs five minutes. */
  private static Connection oldSnapshot;

  @BeforeAll
  static void start() throws SQLException {
    assertTrue(
        PrometheusProcess.isInstalled(),
        "prometheus is not installed (Debian: apt-get install prometheus)");
    stack = Stack.start();
    oldSnapshot = stack.postgres().sql().connect();
    oldSnapshot.setAutoCommit(false);
    oldSnapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    oldSnapshot.createStatement().execute("SELECT 1");
    print("started");
  }

  @AfterAll
  static void stop() throws SQLException {
    if (stack != null) {
      oldSnapshot.close();
      stack.close();
    }
  }

  @Test
  void suspendedInstance_firesInstanceDown() {
    stack.services().getLast().pause();
    awaitFiring("InstanceDown");

    stack.services().getLast().resume();
    awaitResolved("InstanceDown");
  }

  @Test
  void stoppedKafka_firesOutboxOld() {
    stack.kafka().stop();
    awaitFiring("OutboxOld");

    stack.kafka().restart();
    awaitResolved("OutboxOld");
  }

  @Test
  void rejectedRecord_firesOutboxKeysBlocked() {
    stack.kafka().limitMessageBytes("intents", 100);
    stack.traffic().post(0, "stuck:1", "{\"add\": 5, \"notify_at\": 5}").join();
    awaitFiring("OutboxKeysBlocked");

    stack.kafka().resetMessageBytes("intents");
    awaitResolved("OutboxKeysBlocked");
  }

  @Test
  void malformedRecords_fireDeadLettersGrow() {
    try (var sender = new KafkaSender(stack.kafka().bootstrap())) {
      for (int i = 0; i < 3; i++) {
        sender.send("actions", "malformed:" + i, "no action");
      }
      sender.flush();
    }
    awaitFiring("DeadLettersGrow");

    awaitResolved("DeadLettersGrow");
  }

  @Test
  void twoInstancesOnOneWorkflow_fireConflictAlerts() {
    awaitFiringWhile(
        () -> stack.traffic().burst("contended:1", 20),
        "ConflictRateHigh",
        "ActionsGivenUp",
        "HotKeyShareHigh");

    awaitResolved("ConflictRateHigh", "ActionsGivenUp", "HotKeyShareHigh");
  }

  @Test
  void tooManyRequests_fireRefusalAlerts() {
    awaitFiringWhile(
        () -> stack.traffic().burst("overloaded:1", 1_000), "QueueRefusals", "RequestRefusals");

    awaitResolved("QueueRefusals", "RequestRefusals");
  }

  @Test
  void lockedTables_fireLatencyAlerts() {
    try (var _ = new TableLocks(stack.postgres().sql())) {
      awaitFiring("CommitSlow", "ProjectionLagHigh", "ProjectionLagBreach");
    }

    awaitResolved("CommitSlow", "ProjectionLagHigh", "ProjectionLagBreach");
  }

  @Test
  void lockedTableOfAMaintenanceTask_firesMaintenanceFailing() throws SQLException {
    try (var connection = stack.postgres().sql().connect()) {
      connection.setAutoCommit(false);
      connection
          .createStatement()
          .execute("LOCK TABLE dead_letter_redrive IN ACCESS EXCLUSIVE MODE");
      awaitFiring("MaintenanceFailing");
      connection.rollback();
    }

    awaitResolved("MaintenanceFailing");
  }

  @Test
  void clockAheadByAMinute_firesClockOffset() {
    stack.clock().shiftBy(Duration.ofMinutes(1));
    awaitFiring("ClockOffset");

    stack.clock().shiftBy(Duration.ZERO);
    awaitResolved("ClockOffset");
  }

  @Test
  void suspendedDatabase_firesStoreOutageAndLoopStalled() {
    stack.postgres().pause();
    try {
      awaitFiring("StoreOutage", "LoopStalled");
    } finally {
      stack.postgres().resume();
    }

    awaitResolved("StoreOutage", "LoopStalled");
  }

  @Test
  @Order(NEARLY_LAST)
  void snapshotHeldForFiveMinutes_firesOldSnapshot() throws SQLException {
    awaitFiringWhile(() -> {}, SNAPSHOT_MAX_WAIT, "OldSnapshot");

    oldSnapshot.rollback();
    awaitResolved("OldSnapshot");
  }

  @Test
  @Order(LAST)
  void everyConfiguredAlert_wasTriggered() {
    assertEquals(new TreeSet<>(stack.prometheus().configuredAlerts()), TRIGGERED);
  }

  @Test
  @Order(LAST)
  void everyDashboardQuery_hasData() {
    var queries = Dashboards.queries();
    assertFalse(queries.isEmpty());

    var queriesWithoutData = queries.stream()
        .filter(query -> stack.prometheus().query(query).isEmpty())
        .toList();

    assertEquals(List.of(), queriesWithoutData);
    assertEquals(
        List.of(Stack.JOB), stack.prometheus().labelValues("purereducer_commits_total", "job"));
    print(queries.size() + " dashboard queries returned data");
  }

  private static void awaitFiring(String... alerts) {
    awaitFiringWhile(() -> {}, alerts);
  }

  private static void awaitFiringWhile(Runnable cause, String... alerts) {
    awaitFiringWhile(cause, MAX_WAIT, alerts);
  }

  /** Repeats the cause until all alerts fire. */
  private static void awaitFiringWhile(Runnable cause, Duration maxWait, String... alerts) {
    TRIGGERED.addAll(List.of(alerts));
    await().atMost(maxWait).until(() -> {
      cause.run();
      return firing().containsAll(List.of(alerts));
    });
    print("firing: " + String.join(", ", alerts));
  }

  private static void awaitResolved(String... alerts) {
    await().atMost(MAX_WAIT).until(() -> List.of(alerts).stream().noneMatch(firing()::contains));
    print("resolved: " + String.join(", ", alerts));
  }

  private static Set<String> firing() {
    return stack.prometheus().firingAlerts();
  }

  private static void print(String event) {
    long seconds = Duration.ofNanos(System.nanoTime() - STARTED).toSeconds();
    System.out.println("alerts " + seconds + " s: " + event);
  }

  /** The queries of {@code deploy/grafana}, with Grafana's variables replaced. */
  static final class Dashboards {
    private Dashboards() {}

    static List<String> queries() {
      return DeployFiles.list(DeployFiles.DEPLOY.resolve("grafana/dashboards"), ".json").stream()
          .flatMap(file -> new JsonPath(DeployFiles.text(file))
              .<String>getList("panels.targets.flatten().expr").stream())
          .map(query -> query
              .replace("$job", Stack.JOB)
              .replace("$__rate_interval", FastPrometheusConfig.RATE_INTERVAL))
          .distinct()
          .toList();
    }
  }

  /** Table locks that block commits and projections most of the time, until they are closed. */
  static final class TableLocks implements AutoCloseable {
    private static final String LOCK_AND_RELEASE = """
        BEGIN;
        LOCK TABLE workflow_state, workflow_projection IN SHARE MODE;
        SELECT pg_sleep(0.6);
        COMMIT;
        SELECT pg_sleep(0.1);
        """;

    private final CompletableFuture<Void> running;
    private volatile boolean closed;

    TableLocks(Sql sql) {
      running = CompletableFuture.runAsync(() -> {
        while (!closed) {
          sql.execute(LOCK_AND_RELEASE);
        }
      });
    }

    @Override
    public void close() {
      closed = true;
      running.join();
    }
  }
}
