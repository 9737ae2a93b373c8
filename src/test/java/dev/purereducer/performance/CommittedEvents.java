package dev.purereducer.performance;

import dev.purereducer.testkit.TopicReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The events on {@code state-committed} since the start of a workload. */
final class CommittedEvents {
  private static final String TOPIC = "state-committed";

  private final TopicReader reader;

  /**
   * The versions that events cover.
   *
   * @param versions the highest version, by workflow
   * @param inOrder whether no event left out a version
   */
  record Covered(Map<Integer, Long> versions, boolean inOrder) {}

  private CommittedEvents(TopicReader reader) {
    this.reader = reader;
  }

  static CommittedEvents fromNow(Benchmark benchmark) {
    return new CommittedEvents(TopicReader.fromNow(benchmark.kafka().bootstrap(), TOPIC));
  }

  Covered versions(Keys keys) {
    Map<Integer, Long> versions = new HashMap<>();
    boolean[] inOrder = {true};
    reader.forEach(TOPIC, keys.prefix(), event -> {
      int key = keys.number(event.key());
      long covered = versions.getOrDefault(key, 0L);
      inOrder[0] &= number(event, "ce_previousversion") <= covered;
      versions.put(key, Math.max(covered, number(event, "ce_version")));
    });
    return new Covered(versions, inOrder[0]);
  }

  private static long number(ConsumerRecord<?, ?> event, String header) {
    return Long.parseLong(
        new String(event.headers().lastHeader(header).value(), StandardCharsets.US_ASCII));
  }
}
