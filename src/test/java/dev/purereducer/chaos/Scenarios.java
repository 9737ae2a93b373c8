package dev.purereducer.chaos;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Each fault alone, then all of them mixed. */
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
          "instances are killed (-9) with statements, then events, on the way",
          InstanceFaults::killMidBatch),
      new Scenario(
          "pause-instance",
          "an instance is stopped (SIGSTOP) for longer than its leases",
          InstanceFaults::pauseBeyondLeases),
      new Scenario(
          "late-statements",
          "what an instance sent before it was stopped arrives long after",
          InstanceFaults::lateStatements),
      ROLLING_RESTART,
      new Scenario(
          "kill-postgres", "PostgreSQL is killed (-9), twice", PostgresFaults::killAndRestart),
      new Scenario(
          "terminate-backends",
          "PostgreSQL's sessions are ended one by one",
          PostgresFaults::terminateBackends),
      new Scenario(
          "connection-limit",
          "PostgreSQL has no connection left",
          PostgresFaults::fullConnectionLimit),
      new Scenario("pause-postgres", "PostgreSQL is stopped for 20 s", PostgresFaults::pause),
      DISK_FULL,
      new Scenario("stop-kafka", "Kafka is shut down for a while", KafkaFaults::stop),
      new Scenario("pause-kafka", "Kafka is stopped for a while", KafkaFaults::pause),
      new Scenario("kill-kafka", "Kafka is killed (-9), twice", KafkaFaults::killAndRestart),
      new Scenario(
          "topic-limit",
          "state-committed takes no event, then no batch",
          KafkaFaults::topicAtItsSizeLimit),
      new Scenario(
          "cut-postgres",
          "connections to PostgreSQL are cut, mostly before the answer",
          NetworkFaults::cutToPostgres),
      new Scenario(
          "cut-kafka",
          "connections to Kafka are cut, mostly before the answer",
          NetworkFaults::cutToKafka),
      new Scenario("latency", "50 ms to PostgreSQL and Kafka", NetworkFaults::latency),
      new Scenario(
          "partition",
          "one instance cannot reach PostgreSQL, another not Kafka",
          NetworkFaults::partition),
      new Scenario(
          "strand-postgres",
          "connections to PostgreSQL go dead, and nobody says so",
          NetworkFaults::strandPostgres),
      new Scenario(
          "strand-kafka",
          "connections to Kafka go dead, and nobody says so",
          NetworkFaults::strandKafka));

  private static final Scenario MIXED =
      new Scenario("mixed", "any of the above, one hard upon the other", new MixedFaults(SINGLE));

  private Scenarios() {}

  /** Those named, or all when none is. */
  static List<Scenario> chosen(Set<String> names) {
    return Stream.concat(SINGLE.stream(), Stream.of(MIXED))
        .filter(scenario -> names.isEmpty() || names.contains(scenario.name()))
        .toList();
  }
}
