package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.purereducer.chaos.Scenario.Fault;
import dev.purereducer.chaos.Scenario.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** All scenarios: each fault alone, and all of them mixed. */
final class Scenarios {
  static final Scenario ROLLING_RESTART = new Scenario(
      "rolling-restart",
      "each instance is restarted, one after another",
      InstanceFaults::rollingRestart);

  private static final Scenario DISK_FULL =
      new Scenario("disk-full", "the disk of PostgreSQL's tables is full", DiskFaults::full);

  /** Short faults, which {@link MixedFaults} repeats in any order. */
  private static final List<Scenario> SHORT = List.of(
      new Scenario(
          "kill-instance",
          "instances are killed (-9) with statements, then events, in flight",
          InstanceFaults::killMidBatch),
      new Scenario(
          "pause-instance",
          "an instance is suspended (SIGSTOP) for longer than its leases",
          InstanceFaults::pauseBeyondLeases),
      new Scenario(
          "late-statements",
          "statements of a suspended instance arrive late",
          InstanceFaults::lateStatements),
      ROLLING_RESTART,
      new Scenario(
          "kill-postgres", "PostgreSQL is killed (-9), twice", PostgresFaults::killAndRestart),
      new Scenario(
          "terminate-backends",
          "PostgreSQL's sessions are terminated one by one",
          PostgresFaults::terminateBackends),
      new Scenario(
          "connection-limit",
          "PostgreSQL has no free connection",
          PostgresFaults::fullConnectionLimit),
      new Scenario("pause-postgres", "PostgreSQL is suspended for 20 s", PostgresFaults::pause),
      DISK_FULL,
      new Scenario("stop-kafka", "Kafka is stopped and started again", KafkaFaults::stop),
      new Scenario("pause-kafka", "Kafka is suspended for a while", KafkaFaults::pause),
      new Scenario("kill-kafka", "Kafka is killed (-9), twice", KafkaFaults::killAndRestart),
      new Scenario(
          "topic-limit",
          "state-committed rejects events, then batches, as too large",
          KafkaFaults::topicSizeLimit),
      new Scenario(
          "cut-postgres",
          "connections to PostgreSQL are cut, mostly before the response",
          NetworkFaults::cutToPostgres),
      new Scenario(
          "cut-kafka",
          "connections to Kafka are cut, mostly before the response",
          NetworkFaults::cutToKafka),
      new Scenario("latency", "50 ms latency to PostgreSQL and Kafka", NetworkFaults::latency),
      new Scenario(
          "partition",
          "one instance cannot reach PostgreSQL, another cannot reach Kafka",
          NetworkFaults::partition),
      new Scenario(
          "strand-postgres",
          "connections to PostgreSQL become half-open",
          NetworkFaults::strandPostgres),
      new Scenario(
          "strand-kafka", "connections to Kafka become half-open", NetworkFaults::strandKafka));

  /** Faults with instances, states or limits of their own, and those during which commits go on. */
  private static final List<Scenario> LONG = List.of(
      new Scenario("clock-ahead", "an instance's clock is ahead", ClockFaults::ahead),
      new Scenario("clock-behind", "an instance's clock is behind", ClockFaults::behind),
      new Scenario(
          "slow-lock",
          "another transaction holds the locks of busy workflows",
          LockFaults::slowLock),
      new Scenario(
          "month-turn",
          "this month's partition is missing while the history is read",
          LockFaults::monthTurn),
      new Scenario(
          "http2-flood",
          "large, slow and reset streams over HTTP/2, at -Xmx256m",
          Http2Flood::flood),
      new Scenario(
          "noexec-tmp",
          "compressed actions, and a temporary directory without exec",
          DiskFaults::noExecTmp),
      new Scenario(
          "newer-schema",
          "states and events of an unknown reducer or schema version",
          UpgradeFaults::newerSchema),
      new Scenario(
          "rolling-upgrade",
          "an instance with a newer reducer joins and leaves",
          UpgradeFaults::rollingUpgrade),
      new Scenario(
          "reducer-error",
          "a reducer of one instance throws an Error",
          UpgradeFaults::reducerError),
      new Scenario(
          "offsets-reset",
          "the offsets of all actions go back to the beginning",
          GroupFaults::resetOffsets),
      new Scenario(
          "rebalance",
          "instances join and leave at the end of a burst, then all restart",
          Moment.AFTER_LOAD,
          GroupFaults::rebalance));

  private static final Scenario MIXED =
      new Scenario("mixed", "random faults in quick succession", new MixedFaults(SHORT));

  /** The number of scenarios that have time in 15 minutes. */
  private static final int SAMPLE = 8;

  private Scenarios() {}

  /** All scenarios. */
  static List<Scenario> all() {
    return Stream.of(SHORT, LONG, List.of(MIXED)).flatMap(List::stream).toList();
  }

  /** The scenarios with these names. */
  static List<Scenario> named(Set<String> names) {
    return all().stream().filter(scenario -> names.contains(scenario.name())).toList();
  }

  /** Some scenarios, which differ between seeds. */
  static List<Scenario> sample(Schedule schedule) {
    return schedule.shuffled(all()).subList(0, SAMPLE);
  }

  /** Random sequence of faults, with short pauses between them. */
  static final class MixedFaults implements Fault {
    private static final Duration DURATION = ofSeconds(45);

    private final List<Scenario> scenarios;

    MixedFaults(List<Scenario> scenarios) {
      this.scenarios = scenarios;
    }

    @Override
    public void inject(TestCluster cluster, Schedule schedule) throws Exception {
      long end = System.nanoTime() + DURATION.toNanos();
      while (System.nanoTime() < end) {
        var scenario = schedule.oneOf(scenarios);
        System.out.println("chaos mixed: " + scenario.name());
        try {
          scenario.fault().inject(cluster, schedule);
        } catch (TestAbortedException notPossibleHere) {
          System.out.println("chaos mixed: skipped, " + notPossibleHere.getMessage());
        }
        Thread.sleep(schedule.between(ofMillis(0), ofSeconds(2)));
      }
    }
  }
}
