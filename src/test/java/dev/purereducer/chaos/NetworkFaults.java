package dev.purereducer.chaos;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.purereducer.chaos.TestCluster.Member;
import java.time.Duration;
import java.util.List;

/** Faults of the network between the instances and their servers. */
final class NetworkFaults {
  private static final Duration LATENCY = ofMillis(50);

  private NetworkFaults() {}

  /** Cuts connections mostly between a statement and its response, so that the outcome is unknown. */
  static void cutToPostgres(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var proxies = cluster.members().stream().map(Member::postgres).toList();
    cutAtRandom(proxies, schedule, 0.05);
  }

  static void cutToKafka(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var proxies = cluster.members().stream().map(Member::kafka).toList();
    cutAtRandom(proxies, schedule, 0.02);
  }

  private static void cutAtRandom(List<Proxy> proxies, Schedule schedule, double share)
      throws InterruptedException {
    for (var proxy : proxies) {
      proxy.injectFault(randomCuts(schedule.split(), share));
    }
    Thread.sleep(schedule.between(ofSeconds(8), ofSeconds(12)));
    proxies.forEach(Proxy::heal);
  }

  private static Proxy.ConnectionFault randomCuts(Schedule schedule, double share) {
    return isResponse -> {
      synchronized (schedule) {
        return schedule.happens(isResponse ? share : share / 5);
      }
    };
  }

  static void latency(TestCluster cluster, Schedule schedule) throws InterruptedException {
    cluster.members().forEach(member -> {
      member.postgres().latency(LATENCY);
      member.kafka().latency(LATENCY);
    });
    Thread.sleep(schedule.between(ofSeconds(8), ofSeconds(10)));
    cluster.heal();
  }

  /** One instance cannot reach PostgreSQL, another cannot reach Kafka. */
  static void partition(TestCluster cluster, Schedule schedule) throws InterruptedException {
    var members = schedule.shuffled(cluster.members());
    members.get(0).postgres().refuse();
    members.get(1).kafka().refuse();
    Thread.sleep(schedule.between(ofSeconds(8), ofSeconds(12)));
    cluster.heal();
  }

  /** Half-open connections, as after a failover: old connections are dead without a close. */
  static void strandPostgres(TestCluster cluster, Schedule schedule) throws InterruptedException {
    for (var member : schedule.shuffled(cluster.members())) {
      member.postgres().strand();
      Thread.sleep(schedule.between(ofMillis(200), ofSeconds(2)));
    }
  }

  static void strandKafka(TestCluster cluster, Schedule schedule) throws InterruptedException {
    for (var member : schedule.shuffled(cluster.members())) {
      member.kafka().strand();
      Thread.sleep(schedule.between(ofMillis(200), ofSeconds(2)));
    }
  }
}
