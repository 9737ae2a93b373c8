package dev.purereducer.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What has come to topics since this was made. */
final class TopicTail {
  private final String bootstrap;
  private final Map<String, Map<TopicPartition, Long>> starts = new HashMap<>();

  TopicTail(String bootstrap, Set<String> topics) {
    this.bootstrap = bootstrap;
    try (var consumer = consumer()) {
      for (var topic : topics) {
        var partitions = partitions(consumer, topic);
        consumer.assign(partitions);
        starts.put(topic, consumer.endOffsets(partitions));
      }
    }
  }

  /** The records whose key starts with {@code prefix}, in order within each key. */
  List<ConsumerRecord<String, String>> read(String topic, String prefix) {
    List<ConsumerRecord<String, String>> found = new ArrayList<>();
    var from = starts.getOrDefault(topic, Map.of());
    try (var consumer = consumer()) {
      consumer.assign(from.keySet());
      from.forEach(consumer::seek);
      var ends = consumer.endOffsets(from.keySet());
      while (ends.keySet().stream().anyMatch(it -> consumer.position(it) < ends.get(it))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          if (record.key() != null && record.key().startsWith(prefix)) {
            found.add(record);
          }
        }
      }
    }
    return found;
  }

  private KafkaConsumer<String, String> consumer() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrap), new StringDeserializer(), new StringDeserializer());
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<String, String> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }
}
