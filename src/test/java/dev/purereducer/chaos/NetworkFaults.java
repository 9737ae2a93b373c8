package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.List;

/** What befalls the network between the instances and their servers. */
final class NetworkFaults {
  private static final Duration LATENCY = ofMillis(50);

  private NetworkFaults() {}

  /** Between a statement and its answer most of all: was it committed? */
  static void cutToPostgres(TestCluster world, Schedule schedule) throws InterruptedException {
    var proxies = world.members().stream().map(Member::postgres).toList();
    cutAtRandom(proxies, schedule, 0.05);
  }

  static void cutToKafka(TestCluster world, Schedule schedule) throws InterruptedException {
    var proxies = world.members().stream().map(Member::kafka).toList();
    cutAtRandom(proxies, schedule, 0.02);
  }

  private static void cutAtRandom(List<Proxy> proxies, Schedule schedule, double share)
      throws InterruptedException {
    for (var proxy : proxies) {
      proxy.befall(mishaps(schedule.split(), share));
    }
    Thread.sleep(schedule.between(ofSeconds(8), ofSeconds(12)));
    proxies.forEach(Proxy::heal);
  }

  private static Proxy.Mishap mishaps(Schedule schedule, double share) {
    return isAnswer -> {
      synchronized (schedule) {
        return schedule.happens(isAnswer ? share : share / 5);
      }
    };
  }

  static void latency(TestCluster world, Schedule schedule) throws InterruptedException {
    world.members().forEach(member -> {
      member.postgres().latency(LATENCY);
      member.kafka().latency(LATENCY);
    });
    Thread.sleep(schedule.between(ofSeconds(8), ofSeconds(10)));
    world.heal();
  }

  /** One instance is cut off from PostgreSQL, another from Kafka. */
  static void partition(TestCluster world, Schedule schedule) throws InterruptedException {
    var members = schedule.shuffled(world.members());
    members.get(0).postgres().refuse();
    members.get(1).kafka().refuse();
    Thread.sleep(schedule.between(ofSeconds(8), ofSeconds(12)));
    world.heal();
  }

  /** As when a server fails over: the old connections are dead, and nobody says so. */
  static void strandPostgres(TestCluster world, Schedule schedule) throws InterruptedException {
    for (var member : schedule.shuffled(world.members())) {
      member.postgres().strand();
      Thread.sleep(schedule.between(ofMillis(200), ofSeconds(2)));
    }
  }

  static void strandKafka(TestCluster world, Schedule schedule) throws InterruptedException {
    for (var member : schedule.shuffled(world.members())) {
      member.kafka().strand();
      Thread.sleep(schedule.between(ofMillis(200), ofSeconds(2)));
    }
  }
}
