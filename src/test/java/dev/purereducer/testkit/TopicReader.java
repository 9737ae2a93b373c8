package dev.purereducer.testkit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Kafka consumer of the tests: reads topics up to their current end, from a fixed start. */
@Singleton
public final class TopicReader {
  private static final Duration POLL_TIMEOUT = Duration.ofMillis(100);

  private final String bootstrap;
  private final Map<TopicPartition, Long> starts = new HashMap<>();

  /** A reader of all topics from their beginning. */
  @Inject
  public TopicReader(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /** A reader of these topics that starts at their current end. */
  public static TopicReader fromNow(String bootstrap, String... topics) {
    var reader = new TopicReader(bootstrap);
    try (var consumer = reader.consumer()) {
      for (var topic : topics) {
        reader.starts.putAll(consumer.endOffsets(partitions(consumer, topic)));
      }
    }
    return reader;
  }

  /** The records whose key starts with {@code keyPrefix}, in order within each key. */
  public List<ConsumerRecord<String, byte[]>> read(String topic, String keyPrefix) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    forEach(topic, keyPrefix, records::add);
    return records;
  }

  /** Like {@link #read}, without keeping the records. */
  public void forEach(
      String topic, String keyPrefix, Consumer<ConsumerRecord<String, byte[]>> action) {
    try (var consumer = consumer()) {
      var partitions = partitions(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      partitions.stream()
          .filter(starts::containsKey)
          .forEach(partition -> consumer.seek(partition, starts.get(partition)));
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(it -> consumer.position(it) < ends.get(it))) {
        for (var record : consumer.poll(POLL_TIMEOUT)) {
          if (record.key() != null && record.key().startsWith(keyPrefix)) {
            action.accept(record);
          }
        }
      }
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", bootstrap),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }
}
