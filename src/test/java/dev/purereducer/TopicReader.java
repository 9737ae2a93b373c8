package dev.purereducer;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads what stands on a topic, from its beginning to its end of now. */
@ApplicationScoped
public class TopicReader {
  private final String broker;

  TopicReader(@ConfigProperty(name = "kafka.bootstrap.servers") String broker) {
    this.broker = broker;
  }

  /** The records whose key starts with {@code prefix}, in order within each key. */
  public List<ConsumerRecord<String, byte[]>> read(String topic, String prefix) {
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    try (var consumer = new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", broker),
        new StringDeserializer(),
        new ByteArrayDeserializer())) {
      var partitions = consumer.partitionsFor(topic).stream()
          .map(info -> new TopicPartition(info.topic(), info.partition()))
          .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          if (record.key() != null && record.key().startsWith(prefix)) {
            found.add(record);
          }
        }
      }
    }
    return found;
  }
}
