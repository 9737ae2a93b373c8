package dev.purereducer.chaos;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One scenario from start to verdict: the load settles, its throughput is measured, the fault
 * strikes and is mended, the throughput comes back, the load ends, everything comes to rest, and the
 * checker looks at what is there.
 */
final class ScenarioRun {
  private static final Duration MAX_SETTLING = Duration.ofSeconds(20);
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final double SETTLED_SHARE = 0.9;

  /** What faults make a relay publish again; with every relay publishing all, it would be more. */
  private static final double MAX_REPEATED_SHARE = 0.25;

  private static final Duration MAX_RECOVERY = Duration.ofSeconds(30);
  private static final Duration MAX_REST = Duration.ofSeconds(30);
  private static final double RECOVERED_SHARE = 0.95;

  private final TestCluster world;
  private final Scenario scenario;
  private final Schedule schedule;
  private final Balancer balancer;
  private final ScenarioContext scene;
  private final EvidenceCollector gathering;
  private final long deadlocksBefore;

  ScenarioRun(TestCluster world, Scenario scenario, long seed) {
    this.world = world;
    this.scenario = scenario;
    this.schedule = Schedule.of(seed, scenario.name());
    this.balancer = new Balancer(world.members());
    var all = world.members().stream().map(Member::address).toList();
    this.scene = new ScenarioContext(
        scenario.name(), scenario == Scenarios.ROLLING_RESTART ? balancer : () -> all);
    var topics = new TopicTail(world.kafka().bootstrap(), Set.of("state-committed", "actions"));
    this.gathering = new EvidenceCollector(world.postgres().sql(), topics, scene.prefix());
    this.deadlocksBefore = gathering.deadlocks();
  }

  /** Once. */
  Result run() throws Exception {
    var ofFaults = schedule.split();
    var posted = scene.prefix() + "posted-";
    try (balancer;
        var workload = Workload.start(scene, schedule.split(), world.kafka().bootstrap());
        var pulse =
            new ThroughputSampler(scene.tally(), () -> gathering.versions(posted), WINDOW)) {
      settle(pulse);
      var before = pulse.now();
      long struck = System.nanoTime();
      scenario.fault().strike(world, ofFaults);
      world.heal();
      long mended = System.nanoTime();
      double recoverySeconds = recoverySeconds(pulse, before, mended);
      workload.end();
      List<Finding> findings = new ArrayList<>();
      if (Double.isInfinite(recoverySeconds)) {
        findings.add(of("recovery", "the throughput of " + before + " did not come back"));
      }
      comeToRest(findings);
      var evidence = gathering.gather();
      findings.addAll(findings(evidence));
      return new Result(
          scenario,
          before,
          (mended - struck) / 1e9,
          recoverySeconds,
          scene.tally(),
          evidence,
          findings);
    }
  }

  /** A machine that cannot keep the pace is held to what it can. */
  private static void settle(ThroughputSampler pulse) {
    try {
      await()
          .pollDelay(WINDOW)
          .atMost(MAX_SETTLING)
          .until(() -> pulse.now().reaches(Workload.PACE, SETTLED_SHARE));
    } catch (ConditionTimeoutException e) {
      System.out.println("chaos: the load runs at " + pulse.now() + ", not " + Workload.PACE);
    }
  }

  /** Until the first window begins in which the throughput is as before. */
  private double recoverySeconds(
      ThroughputSampler pulse, ThroughputSampler.Rate before, long mendedNanos) {
    try {
      await()
          .pollDelay(WINDOW)
          .pollInterval(Duration.ofMillis(250))
          .atMost(MAX_RECOVERY.plus(WINDOW))
          .until(() -> pulse.now().reaches(before, RECOVERED_SHARE));
      return (System.nanoTime() - mendedNanos - WINDOW.toNanos()) / 1e9;
    } catch (ConditionTimeoutException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  private List<Finding> findings(Evidence evidence) {
    var findings = new ArrayList<>(Checker.check(scene.journal(), evidence));
    scene.tally().strangeAnswers().forEach(answer -> findings.add(of("answers", answer)));
    long unanswered = scene.journal().sent().stream()
        .filter(sent -> sent.told() instanceof KnownOutcome.Nothing)
        .count();
    if (unanswered > 0) {
      findings.add(of("I8", unanswered + " actions had no answer after everything had healed"));
    }
    long deadlocks = gathering.deadlocks();
    if (deadlocks > deadlocksBefore) {
      findings.add(of("locks", deadlocks - deadlocksBefore + " deadlocks"));
    }
    if (evidence.repeats() > evidence.published() * MAX_REPEATED_SHARE) {
      findings.add(
          of("leases", evidence.repeats() + " of " + evidence.published() + " events are repeats"));
    }
    if (scenario == Scenarios.ROLLING_RESTART) {
      findings.addAll(failedRequests());
    }
    return findings;
  }

  private void comeToRest(List<Finding> findings) {
    var accepted = scene.journal().sent().stream()
        .filter(sent -> sent.told() instanceof KnownOutcome.Accepted)
        .map(Journal.Sent::actionId)
        .toList();
    try {
      await().atMost(MAX_REST).until(() -> gathering.isAtRest(accepted));
    } catch (ConditionTimeoutException e) {
      findings.add(of("rest", "everything healed, and not at rest after " + MAX_REST));
    }
    for (var member : world.members()) {
      try {
        await().atMost(MAX_REST).until(() -> member.service().isReady());
      } catch (ConditionTimeoutException e) {
        findings.add(of("health", member.name() + " is not ready"));
      }
    }
  }

  /** Those that a restart must not cause; refusals are answers, and a shut door is not a request. */
  private List<Finding> failedRequests() {
    return scene.tally().failures().stream()
        .map(failure -> of("answers", failure))
        .toList();
  }

  private static Finding of(String promise, String what) {
    return new Finding(promise, "", what);
  }
}
