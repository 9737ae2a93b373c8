package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.testkit.KafkaSender;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.RepeatedTest;

/** Other members join and leave the consumer group while a burst ends. */
@QuarkusTest
class RebalanceTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int ACTIONS = 2_000;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @ConfigProperty(name = "mp.messaging.incoming.actions.topic")
  String topic;

  @ConfigProperty(name = "mp.messaging.incoming.actions.group.id")
  String group;

  @RepeatedTest(2)
  void burstThatEndsInARebalance_leavesNoOffsetUncommitted() throws Exception {
    try (var sender = new KafkaSender(bootstrap);
        var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      for (int i = 0; i < ACTIONS; i++) {
        var id = UUID.randomUUID().toString();
        sender.send(
            topic,
            "rebalance:" + id,
            "{\"action_id\":\"" + id + "\",\"reducer\":\"counter\",\"payload\":{}}");
        if (i % 1_000 == 500) {
          joinAndLeave();
        }
      }
      sender.flush();
      joinAndLeave();

      await()
          .atMost(TIMEOUT)
          .untilAsserted(() -> assertEquals(endOffsets(admin), committedOffsets(admin)));
    }
  }

  /** A member that reads nothing of its partitions. */
  private void joinAndLeave() {
    var settings = new Properties();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("group.id", group);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("max.poll.records", "1");
    settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
    try (var member =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      member.subscribe(List.of(topic));
      await().pollDelay(Duration.ZERO).atMost(TIMEOUT).until(() -> {
        member.poll(Duration.ofMillis(20));
        return !member.assignment().isEmpty();
      });
    }
  }

  private Map<Integer, Long> endOffsets(Admin admin) throws Exception {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    var partitions =
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions();
    partitions.forEach(
        it -> latest.put(new TopicPartition(topic, it.partition()), OffsetSpec.latest()));
    Map<Integer, Long> offsets = new TreeMap<>();
    admin.listOffsets(latest).all().get().forEach((partition, end) -> {
      if (end.offset() > 0) {
        offsets.put(partition.partition(), end.offset());
      }
    });
    return offsets;
  }

  private Map<Integer, Long> committedOffsets(Admin admin) throws Exception {
    Map<Integer, Long> offsets = new TreeMap<>();
    admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, position) -> offsets.put(partition.partition(), position.offset()));
    return offsets;
  }
}
