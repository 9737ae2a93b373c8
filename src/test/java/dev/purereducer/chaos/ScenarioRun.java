package dev.purereducer.chaos;

import static org.awaitility.Awaitility.await;

import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Check.Checker;
import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.TestCluster.Member;
import dev.purereducer.testkit.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Run of one scenario: the load reaches a steady rate, its throughput is measured, the fault is
 * injected and repaired, the throughput recovers, the load ends, all actions settle, and the checker
 * checks the evidence.
 */
final class ScenarioRun {
  private static final Duration MAX_WARM_UP = Duration.ofSeconds(20);
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final double STEADY_SHARE = 0.9;

  /** Faults cause fewer redeliveries than this; relays without leases would cause more. */
  private static final double MAX_REPEATED_SHARE = 0.25;

  private static final Duration MAX_RECOVERY = Duration.ofSeconds(30);
  private static final Duration MAX_SETTLING = Duration.ofSeconds(30);
  private static final double RECOVERED_SHARE = 0.95;

  private final TestCluster cluster;
  private final Scenario scenario;
  private final Schedule schedule;
  private final LoadBalancer balancer;
  private final ScenarioContext context;
  private final EvidenceCollector evidenceCollector;
  private final long deadlocksBefore;

  ScenarioRun(TestCluster cluster, Scenario scenario, long seed) {
    this.cluster = cluster;
    this.scenario = scenario;
    this.schedule = Schedule.of(seed, scenario.name());
    this.balancer = new LoadBalancer(cluster.members());
    var all = cluster.members().stream().map(Member::address).toList();
    this.context = new ScenarioContext(
        scenario.name(), scenario == Scenarios.ROLLING_RESTART ? balancer : () -> all);
    var topics = TopicReader.fromNow(cluster.kafka().bootstrap(), "state-committed", "actions");
    this.evidenceCollector =
        new EvidenceCollector(cluster.postgres().sql(), topics, context.prefix());
    this.deadlocksBefore = evidenceCollector.deadlocks();
  }

  /** Runs the scenario; may be called once. */
  Result run() throws Exception {
    var faultSchedule = schedule.split();
    var kafkaKeys = context.prefix() + "kafka-";
    try (balancer;
        var workload = Workload.start(context, schedule.split(), cluster.kafka().bootstrap());
        var sampler = new ThroughputSampler(
            context.stats(), () -> evidenceCollector.committedActions(kafkaKeys), WINDOW)) {
      awaitSteadyLoad(sampler);
      var before = sampler.currentRate();
      long injectedNanos = System.nanoTime();
      scenario.fault().inject(cluster, faultSchedule);
      cluster.heal();
      long healedNanos = System.nanoTime();
      double recoverySeconds = recoverySeconds(sampler, before, healedNanos);
      workload.end();
      List<Finding> findings = new ArrayList<>();
      if (Double.isInfinite(recoverySeconds)) {
        findings.add(finding("recovery", "the throughput did not return to " + before));
      }
      awaitSettled(findings);
      var evidence = evidenceCollector.collect();
      findings.addAll(findings(evidence));
      return new Result(
          scenario,
          before,
          (healedNanos - injectedNanos) / 1e9,
          recoverySeconds,
          context.stats(),
          evidence,
          findings);
    }
  }

  /** Waits for the expected rate; a slow machine is measured at the rate that it reaches. */
  private static void awaitSteadyLoad(ThroughputSampler sampler) {
    try {
      await()
          .pollDelay(WINDOW)
          .atMost(MAX_WARM_UP)
          .until(() -> sampler.currentRate().reaches(Workload.EXPECTED_RATE, STEADY_SHARE));
    } catch (ConditionTimeoutException e) {
      System.out.println(
          "chaos: the load runs at " + sampler.currentRate() + ", not " + Workload.EXPECTED_RATE);
    }
  }

  /** The time until the first window with the throughput as before begins. */
  private double recoverySeconds(
      ThroughputSampler sampler, ThroughputSampler.Rate before, long healedNanos) {
    try {
      await()
          .pollDelay(WINDOW)
          .pollInterval(Duration.ofMillis(250))
          .atMost(MAX_RECOVERY.plus(WINDOW))
          .until(() -> sampler.currentRate().reaches(before, RECOVERED_SHARE));
      return (System.nanoTime() - healedNanos - WINDOW.toNanos()) / 1e9;
    } catch (ConditionTimeoutException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  private List<Finding> findings(Evidence evidence) {
    var findings = new ArrayList<>(Checker.check(context.journal(), evidence));
    context
        .stats()
        .unexpectedResponses()
        .forEach(response -> findings.add(finding("responses", response)));
    long unknown = context.journal().sent().stream()
        .filter(sent -> sent.outcome() instanceof KnownOutcome.Unknown)
        .count();
    if (unknown > 0) {
      findings.add(finding("I8", unknown + " actions had no outcome after the fault was repaired"));
    }
    long deadlocks = evidenceCollector.deadlocks();
    if (deadlocks > deadlocksBefore) {
      findings.add(finding("locks", deadlocks - deadlocksBefore + " deadlocks"));
    }
    if (evidence.repeats() > evidence.published() * MAX_REPEATED_SHARE) {
      findings.add(finding(
          "leases",
          evidence.repeats() + " of " + evidence.published() + " events were redelivered"));
    }
    if (scenario == Scenarios.ROLLING_RESTART) {
      findings.addAll(failedRequests());
    }
    return findings;
  }

  private void awaitSettled(List<Finding> findings) {
    var accepted = context.journal().sent().stream()
        .filter(sent -> sent.outcome() instanceof KnownOutcome.Accepted)
        .map(Journal.SentAction::actionId)
        .toList();
    try {
      await().atMost(MAX_SETTLING).until(() -> evidenceCollector.isSettled(accepted));
    } catch (ConditionTimeoutException e) {
      findings.add(
          finding("settling", "actions, events or projections are pending after " + MAX_SETTLING));
    }
    for (var member : cluster.members()) {
      try {
        await().atMost(MAX_SETTLING).until(() -> member.service().isReady());
      } catch (ConditionTimeoutException e) {
        findings.add(finding("health", member.name() + " is not ready"));
      }
    }
  }

  /** Requests without a response; refused requests and refused connections are allowed. */
  private List<Finding> failedRequests() {
    return context.stats().failures().stream()
        .map(failure -> finding("responses", failure))
        .toList();
  }

  private static Finding finding(String promise, String what) {
    return new Finding(promise, "", what);
  }
}
