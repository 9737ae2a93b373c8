package dev.purereducer.alerts;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.cluster.PrometheusProcess;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What an alert is for is made to happen: it fires. Then it is mended: it resolves. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AlertsSuite {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** As the rule says, and some more. */
  private static final Duration OLD = Duration.ofSeconds(330);

  private static final int NEARLY_LAST = Order.DEFAULT + 1;
  private static final int LAST = NEARLY_LAST + 1;

  private static final Set<String> TRIED = new TreeSet<>();
  private static final long STARTED = System.nanoTime();
  private static Stack stack;

  /** Of a snapshot that is held from the beginning on: it takes five minutes to grow old. */
  private static Connection report;

  @BeforeAll
  static void start() throws SQLException {
    assertTrue(
        PrometheusProcess.isInstalled(),
        "prometheus is not installed (Debian: apt-get install prometheus): no alert was tried");
    stack = Stack.start();
    report = stack.postgres().sql().connect();
    report.setAutoCommit(false);
    report.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    report.createStatement().execute("SELECT 1");
    say("started");
  }

  @AfterAll
  static void stop() throws SQLException {
    if (stack != null) {
      report.close();
      stack.close();
    }
  }

  @Test
  void instanceThatDoesNotAnswer_isDown() {
    stack.services().getLast().pause();
    awaitFiring("InstanceDown");

    stack.services().getLast().resume();
    awaitResolved("InstanceDown");
  }

  @Test
  void kafkaThatIsAway_makesTheOutboxOld() {
    stack.kafka().stop();
    awaitFiring("OutboxOld");

    stack.kafka().restart();
    awaitResolved("OutboxOld");
  }

  @Test
  void eventThatTheBrokerRefuses_isStuck() throws InterruptedException, ExecutionException {
    var topics = new Topics(stack.kafka());
    topics.refuseIntents();
    stack.traffic().post(0, "stuck:1", "{\"add\": 5, \"notify_at\": 5}").join();
    awaitFiring("OutboxKeysStuck");

    topics.takeIntents();
    awaitResolved("OutboxKeysStuck");
  }

  @Test
  void recordsThatAreNoActions_makeTheDeadLettersGrow()
      throws InterruptedException, ExecutionException {
    new Topics(stack.kafka()).sendNonsense(3);
    awaitFiring("DeadLettersGrow");

    awaitResolved("DeadLettersGrow");
  }

  @Test
  void instancesThatWriteOneWorkflow_conflictAndGiveUp() {
    awaitFiringWhile(
        () -> stack.traffic().burst("contended:1", 20),
        "ConflictRateHigh",
        "ActionsGivenUp",
        "HotKeyShareHigh");

    awaitResolved("ConflictRateHigh", "ActionsGivenUp", "HotKeyShareHigh");
  }

  @Test
  void moreThanCanBeTaken_isRefused() {
    awaitFiringWhile(
        () -> stack.traffic().burst("crowded:1", 1_000), "QueueRefusals", "RequestRefusals");

    awaitResolved("QueueRefusals", "RequestRefusals");
  }

  @Test
  void databaseWithLocks_isSlow() {
    try (var _ = new SlowTables(stack.postgres().sql())) {
      awaitFiring("CommitSlow", "ProjectionLagHigh", "ProjectionLagBreach");
    }

    awaitResolved("CommitSlow", "ProjectionLagHigh", "ProjectionLagBreach");
  }

  @Test
  void databaseThatHangs_isAnOutageAndStallsLoops() {
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
  void snapshotHeldForFiveMinutes_isOld() throws SQLException {
    awaitFiringWhile(() -> {}, OLD, "OldSnapshot");

    report.rollback();
    awaitResolved("OldSnapshot");
  }

  @Test
  @Order(LAST)
  void everyAlert_isTried() {
    assertEquals(new TreeSet<>(stack.prometheus().alerts()), TRIED);
  }

  @Test
  @Order(LAST)
  void everyDashboardQuery_hasData() {
    var queries = Dashboards.queries();
    assertFalse(queries.isEmpty());

    var without = queries.stream()
        .filter(query -> stack.prometheus().query(query).isEmpty())
        .toList();

    assertEquals(List.of(), without);
    assertEquals(
        List.of(Stack.JOB), stack.prometheus().labelValues("purereducer_commits_total", "job"));
    say(queries.size() + " dashboard queries answered with data");
  }

  private static void awaitFiring(String... alerts) {
    awaitFiringWhile(() -> {}, alerts);
  }

  private static void awaitFiringWhile(Runnable cause, String... alerts) {
    awaitFiringWhile(cause, PATIENCE, alerts);
  }

  /** Goes on doing that until they fire. */
  private static void awaitFiringWhile(Runnable cause, Duration patience, String... alerts) {
    TRIED.addAll(List.of(alerts));
    await().atMost(patience).until(() -> {
      cause.run();
      return firing().containsAll(List.of(alerts));
    });
    say("firing: " + String.join(", ", alerts));
  }

  private static void awaitResolved(String... alerts) {
    await().atMost(PATIENCE).until(() -> List.of(alerts).stream().noneMatch(firing()::contains));
    say("resolved: " + String.join(", ", alerts));
  }

  private static Set<String> firing() {
    return stack.prometheus().firing();
  }

  private static void say(String what) {
    long seconds = Duration.ofNanos(System.nanoTime() - STARTED).toSeconds();
    System.out.println("alerts " + seconds + " s: " + what);
  }
}
