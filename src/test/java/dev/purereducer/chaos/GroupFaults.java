package dev.purereducer.chaos;

import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.testkit.KafkaSender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Faults of the consumer group of the topic {@code actions}. */
final class GroupFaults {
  private static final String GROUP = "pure-reducer-actions";
  private static final String TOPIC = "actions";
  private static final int BURST = 6_000;

  /** Actions without ids before the offsets are reset. */
  private static final int UNNAMED = 500;

  private static final Duration MAX_COMMIT = ofSeconds(30);

  private GroupFaults() {}

  /**
   * All instances restart with the offsets of the topic's beginning: everything is read again, and
   * nothing is applied again, also no action without an id.
   */
  static void resetOffsets(TestCluster cluster, Schedule schedule) throws Exception {
    var probes = ProbeActions.of(cluster, "offsets", "counter", "{}");
    try (var admin = admin(cluster)) {
      send(cluster, probes);
      awaitCommittedOffsets(admin);
      cluster.stopMembers();
      Thread.sleep(schedule.between(ofSeconds(0), ofSeconds(2)));
      Map<TopicPartition, OffsetAndMetadata> beginning =
          offsets(admin, OffsetSpec.earliest()).entrySet().stream()
              .collect(Collectors.toMap(
                  Map.Entry::getKey, offset -> new OffsetAndMetadata(offset.getValue())));
      admin.alterConsumerGroupOffsets(GROUP, beginning).all().get();
      cluster.startMembers();
      awaitCommittedOffsets(admin);
      assertEquals(UNNAMED, probes.applied(), "actions without ids, applied");
    }
  }

  private static void send(TestCluster cluster, ProbeActions probes) {
    try (var sender = new KafkaSender(cluster.kafka().bootstrap())) {
      for (int number = 0; number < UNNAMED; number++) {
        sender.send(TOPIC, probes.key(number), probes.jsonWithoutId());
      }
      sender.flush();
    }
  }

  /**
   * Instances join and leave while a burst of actions without ids ends. Then nothing arrives, all
   * instances stop and start again: each action is applied once.
   */
  static void rebalance(TestCluster cluster, Schedule schedule) throws Exception {
    var probes = ProbeActions.of(cluster, "rebalance", "counter", "{}");
    try (var admin = admin(cluster)) {
      burst(cluster, schedule, probes);
      awaitCommittedOffsets(admin);
      assertEquals(BURST, probes.applied(), "applied");
      cluster.stopMembers();
      cluster.startMembers();
      awaitCommittedOffsets(admin);
      assertEquals(BURST, probes.applied(), "applied after a clean restart");
    }
  }

  private static void burst(TestCluster cluster, Schedule schedule, ProbeActions probes)
      throws InterruptedException {
    var first = cluster.join(cluster.guest());
    var leaving = new CompletableFuture<Void>();
    try (var sender = new KafkaSender(cluster.kafka().bootstrap())) {
      for (int number = 0; number < BURST; number++) {
        sender.send(TOPIC, probes.key(number), probes.jsonWithoutId());
        if (number == BURST / 2) {
          leaving = CompletableFuture.runAsync(first::close);
        }
      }
      sender.flush();
    }
    leaving.join();
    try (var _ = cluster.join(cluster.guest())) {
      Thread.sleep(schedule.between(ofSeconds(0), ofSeconds(3)));
    }
  }

  /** The committed offsets reach what are the ends of the partitions now. */
  private static void awaitCommittedOffsets(Admin admin) throws Exception {
    var ends = offsets(admin, OffsetSpec.latest());
    await()
        .atMost(MAX_COMMIT)
        .untilAsserted(() -> assertEquals(Map.of(), behind(ends, committed(admin)), GROUP));
  }

  /** The partitions whose committed offset is below the given one, with both. */
  private static Map<TopicPartition, String> behind(
      Map<TopicPartition, Long> ends, Map<TopicPartition, Long> committed) {
    return ends.entrySet().stream()
        .filter(end -> committed.getOrDefault(end.getKey(), 0L) < end.getValue())
        .collect(Collectors.toMap(
            Map.Entry::getKey, end -> committed.get(end.getKey()) + " < " + end.getValue()));
  }

  private static Map<TopicPartition, Long> offsets(Admin admin, OffsetSpec spec) throws Exception {
    var partitions =
        admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC).partitions();
    Map<TopicPartition, OffsetSpec> specs = partitions.stream()
        .map(partition -> new TopicPartition(TOPIC, partition.partition()))
        .collect(Collectors.toMap(Function.identity(), _ -> spec));
    return admin.listOffsets(specs).all().get().entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, position -> position.getValue().offset()));
  }

  private static Map<TopicPartition, Long> committed(Admin admin) throws Exception {
    var positions =
        admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get();
    return positions.entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, position -> position.getValue().offset()));
  }

  private static Admin admin(TestCluster cluster) {
    return Admin.create(Map.of("bootstrap.servers", cluster.kafka().bootstrap()));
  }
}
