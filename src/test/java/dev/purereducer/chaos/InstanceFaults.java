package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.purereducer.chaos.TestCluster.Member;
import java.time.Duration;

/** Faults of service instances. */
final class InstanceFaults {
  /** Longer than a shard's lease (10 s) and a consumer's session timeout. */
  private static final Duration LONGER_THAN_LEASES = ofSeconds(14);

  /** The interval at which consumers commit offsets. */
  private static final Duration OFFSET_COMMIT_INTERVAL = ofSeconds(2);

  private InstanceFaults() {}

  /** One instance is killed while its statements are held back, another while its records are. */
  static void killMidBatch(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var victims = schedule.shuffled(cluster.members());
    killWhileHeld(victims.get(0), victims.get(0).postgres(), schedule);
    killWhileHeld(victims.get(1), victims.get(1).kafka(), schedule);
  }

  private static void killWhileHeld(Member victim, Proxy held, Schedule schedule)
      throws InterruptedException {
    held.pause();
    Thread.sleep(schedule.between(OFFSET_COMMIT_INTERVAL, OFFSET_COMMIT_INTERVAL.multipliedBy(2)));
    victim.service().kill();
    held.cutAll();
    victim.heal();
    Thread.sleep(schedule.between(ofMillis(300), ofMillis(1500)));
    victim.service().restart();
  }

  /** An instance is suspended and resumes with leases that others have taken over. */
  static void pauseBeyondLeases(TestCluster cluster, Schedule schedule)
      throws InterruptedException {
    var victim = schedule.oneOf(cluster.members());
    victim.postgres().latency(ofMillis(50));
    Thread.sleep(schedule.between(ofMillis(200), ofMillis(600)));
    victim.service().pause();
    Thread.sleep(LONGER_THAN_LEASES);
    victim.service().resume();
    victim.heal();
  }

  /** Statements and records of a suspended instance arrive after others have taken over. */
  static void lateStatements(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var victim = schedule.oneOf(cluster.members());
    victim.postgres().pause();
    victim.kafka().pause();
    Thread.sleep(schedule.between(ofMillis(200), ofMillis(600)));
    victim.service().pause();
    Thread.sleep(LONGER_THAN_LEASES);
    victim.heal();
    Thread.sleep(schedule.between(ofMillis(200), ofMillis(600)));
    victim.service().resume();
  }

  /** Instances restart one after another with SIGTERM, as in a deployment. */
  static void rollingRestart(TestCluster cluster, Schedule schedule) throws InterruptedException {
    for (var member : schedule.shuffled(cluster.members())) {
      member.service().restart();
      Thread.sleep(schedule.between(ofMillis(500), ofMillis(1500)));
    }
  }
}
