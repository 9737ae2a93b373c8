package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.purereducer.chaos.Scenario.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All scenarios: each fault alone, and all of them mixed. */
final class Scenarios {
  static final Scenario ROLLING_RESTART = new Scenario(
      "rolling-restart",
      "each instance is restarted, one after another",
      InstanceFaults::rollingRestart);

  private static final Scenario DISK_FULL =
      new Scenario("disk-full", "the disk of PostgreSQL's tables is full", DiskFaults::full);

  private static final List<Scenario> SINGLE = List.of(
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

  private static final Scenario MIXED =
      new Scenario("mixed", "random faults in quick succession", new MixedFaults(SINGLE));

  private Scenarios() {}

  /** The scenarios with these names, or all if there are none. */
  static List<Scenario> chosen(Set<String> names) {
    return Stream.concat(SINGLE.stream(), Stream.of(MIXED))
        .filter(scenario -> names.isEmpty() || names.contains(scenario.name()))
        .toList();
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
        scenario.fault().inject(cluster, schedule);
        Thread.sleep(schedule.between(ofMillis(0), ofSeconds(2)));
      }
    }
  }
}
