package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.time.Duration;

/** What befalls instances of the service. */
final class InstanceFaults {
  /** Longer than the lease of a shard (10 s) and the session of a consumer. */
  private static final Duration LONGER_THAN_LEASES = ofSeconds(14);

  /** So often consumers commit what they have settled, or believe to have. */
  private static final Duration OFFSETS_COMMITTED = ofSeconds(2);

  private InstanceFaults() {}

  /** One with what it had for PostgreSQL on the way, one with what it had for Kafka: it never comes. */
  static void killMidBatch(TestCluster world, Schedule schedule) throws InterruptedException {
    var victims = schedule.shuffled(world.members());
    killWhileHeld(victims.get(0), victims.get(0).postgres(), schedule);
    killWhileHeld(victims.get(1), victims.get(1).kafka(), schedule);
  }

  private static void killWhileHeld(Member victim, Proxy held, Schedule schedule)
      throws InterruptedException {
    held.pause();
    Thread.sleep(schedule.between(OFFSETS_COMMITTED, OFFSETS_COMMITTED.multipliedBy(2)));
    victim.service().kill();
    held.cutAll();
    victim.heal();
    Thread.sleep(schedule.between(ofMillis(300), ofMillis(1500)));
    victim.service().restart();
  }

  /** It goes on where it was, with leases that others hold by now. */
  static void pauseBeyondLeases(TestCluster world, Schedule schedule) throws InterruptedException {
    var victim = schedule.oneOf(world.members());
    victim.postgres().latency(ofMillis(50));
    Thread.sleep(schedule.between(ofMillis(200), ofMillis(600)));
    victim.service().pause();
    Thread.sleep(LONGER_THAN_LEASES);
    victim.service().resume();
    victim.heal();
  }

  /** What it had sent arrives long after others have taken over. */
  static void lateStatements(TestCluster world, Schedule schedule) throws InterruptedException {
    var victim = schedule.oneOf(world.members());
    victim.postgres().pause();
    victim.kafka().pause();
    Thread.sleep(schedule.between(ofMillis(200), ofMillis(600)));
    victim.service().pause();
    Thread.sleep(LONGER_THAN_LEASES);
    victim.heal();
    Thread.sleep(schedule.between(ofMillis(200), ofMillis(600)));
    victim.service().resume();
  }

  /** As a deployment does it: one after another, each asked to end. */
  static void rollingRestart(TestCluster world, Schedule schedule) throws InterruptedException {
    for (var member : schedule.shuffled(world.members())) {
      member.service().restart();
      Thread.sleep(schedule.between(ofMillis(500), ofMillis(1500)));
    }
  }
}
