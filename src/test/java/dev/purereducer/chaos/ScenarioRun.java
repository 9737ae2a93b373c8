package dev.purereducer.chaos;

import static org.awaitility.Awaitility.await;

import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Check.Checker;
import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Scenario.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private static final Duration MAX_SETTLING = Duration.ofSeconds(30);

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
    this.context = new ScenarioContext(
        scenario.name(), scenario == Scenarios.ROLLING_RESTART ? balancer : cluster::addresses);
    var topics = TopicEvidence.fromNow(cluster.kafka().bootstrap(), context.prefix());
    this.evidenceCollector =
        new EvidenceCollector(cluster.postgres().sql(), topics, context.prefix());
    this.deadlocksBefore = evidenceCollector.deadlocks();
  }

  /** Runs the scenario; may be called once. */
  Result run() throws Exception {
    var faultSchedule = schedule.split();
    try (balancer;
        var workload = Workload.start(context, schedule.split(), cluster.kafka().bootstrap());
        var sampler = new ThroughputSampler(
            context.stats(), () -> evidenceCollector.committedActions(kafkaKeys()), WINDOW)) {
      awaitSteadyLoad(sampler);
      var before = sampler.currentRate();
      long injectedNanos = System.nanoTime();
      var recovery = Recovery.Outcome.NOT_MEASURED;
      if (scenario.moment() == Moment.AFTER_LOAD) {
        workload.end();
      }
      scenario.fault().inject(cluster, faultSchedule);
      cluster.heal();
      long healedNanos = System.nanoTime();
      if (scenario.moment() == Moment.UNDER_LOAD) {
        recovery = new Recovery(sampler, this::progress, WINDOW).await(before);
        workload.end();
      }
      List<Finding> findings = new ArrayList<>();
      if (Double.isInfinite(recovery.seconds())) {
        findings.add(finding(
            "recovery",
            "no recovery to " + before + ", without progress were " + recovery.stopped()));
        cluster.members().forEach(member -> member.service().dumpThreads());
      }
      awaitSettled(findings);
      var evidence = evidenceCollector.collect();
      findings.addAll(findings(evidence));
      return new Result(
          scenario,
          before,
          (healedNanos - injectedNanos) / 1e9,
          recovery.seconds(),
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

  /** Counters of what must make progress: requests by instance, versions by workflow. */
  private Map<String, Long> progress() {
    Map<String, Long> counters = evidenceCollector.versions(kafkaKeys());
    for (var member : cluster.members()) {
      counters.put(member.name(), context.stats().completedBy(member.address()));
    }
    return counters;
  }

  private String kafkaKeys() {
    return context.prefix() + "kafka-";
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
