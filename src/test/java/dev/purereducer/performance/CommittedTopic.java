package dev.purereducer.performance;

import dev.purereducer.cluster.KafkaProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The topic {@code state-committed} from some moment on. */
final class CommittedTopic {
  private static final String TOPIC = "state-committed";
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaProcess kafka;
  private final Map<TopicPartition, Long> from;

  /**
   * What events say of workflows.
   *
   * @param versions how far they go, by workflow
   * @param inOrder whether each began where the one before it ended, repeats aside
   */
  record Covered(Map<Integer, Long> versions, boolean inOrder) {}

  private CommittedTopic(KafkaProcess kafka, Map<TopicPartition, Long> from) {
    this.kafka = kafka;
    this.from = from;
  }

  /** From now on. */
  static CommittedTopic now(Benchmark bench) {
    try (var consumer = consumer(bench.kafka())) {
      return new CommittedTopic(
          bench.kafka(), Map.copyOf(consumer.endOffsets(partitions(consumer))));
    }
  }

  private static KafkaConsumer<String, byte[]> consumer(KafkaProcess kafka) {
    return new KafkaConsumer<>(
        Map.<String, Object>of("bootstrap.servers", kafka.bootstrap()),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer) {
    return consumer.partitionsFor(TOPIC).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  /** What stands there of these workflows by now. */
  Covered versions(Keys keys) {
    Map<Integer, Long> versions = new HashMap<>();
    boolean inOrder = true;
    try (var consumer = consumer(kafka)) {
      consumer.assign(from.keySet());
      from.forEach(consumer::seek);
      var ends = consumer.endOffsets(from.keySet());
      while (from.keySet().stream().anyMatch(it -> consumer.position(it) < ends.get(it))) {
        for (var event : consumer.poll(POLL)) {
          if (event.key().startsWith(keys.prefix())) {
            long covered = versions.getOrDefault(keys.number(event.key()), 0L);
            inOrder &= number(event, "ce_previousversion") <= covered;
            versions.put(keys.number(event.key()), Math.max(covered, number(event, "ce_version")));
          }
        }
      }
    }
    return new Covered(versions, inOrder);
  }

  private static long number(ConsumerRecord<?, ?> event, String header) {
    return Long.parseLong(
        new String(event.headers().lastHeader(header).value(), StandardCharsets.US_ASCII));
  }
}
