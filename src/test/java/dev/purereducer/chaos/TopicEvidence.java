package dev.purereducer.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.chaos.Evidence.Conflict;
import dev.purereducer.chaos.Evidence.DeadLetter;
import dev.purereducer.chaos.Evidence.Event;
import dev.purereducer.chaos.Evidence.GiveUp;
import dev.purereducer.chaos.Evidence.Intent;
import dev.purereducer.chaos.Evidence.Topics;
import dev.purereducer.testkit.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reader of a scenario's records on all topics. */
final class TopicEvidence {
  private static final String COMMITTED = "state-committed";
  private static final String INTENTS = "intents";
  private static final String CONFLICTS = "state-conflicts";
  private static final String GIVE_UPS = "reducer-gave-up";
  private static final String ACTIONS = "actions";
  private static final String DEAD_LETTERS = "actions-dlq";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TopicReader topics;
  private final String prefix;

  private TopicEvidence(TopicReader topics, String prefix) {
    this.topics = topics;
    this.prefix = prefix;
  }

  /** A reader of records that arrive from now on. */
  static TopicEvidence fromNow(String bootstrap, String prefix) {
    var topics = TopicReader.fromNow(
        bootstrap, COMMITTED, INTENTS, CONFLICTS, GIVE_UPS, ACTIONS, DEAD_LETTERS);
    return new TopicEvidence(topics, prefix);
  }

  Topics collect() {
    return new Topics(
        read(COMMITTED, record -> event(json(record))),
        read(INTENTS, record -> intent(json(record))),
        read(CONFLICTS, record -> conflict(json(record))),
        read(GIVE_UPS, record -> giveUp(json(record))),
        read(ACTIONS, TopicEvidence::actionId),
        read(DEAD_LETTERS, record -> new DeadLetter(actionId(record), reason(record))));
  }

  private <T> Map<String, List<T>> read(
      String topic, Function<ConsumerRecord<String, byte[]>, T> mapping) {
    Map<String, List<T>> records = new HashMap<>();
    topics.forEach(
        topic,
        prefix,
        record -> records
            .computeIfAbsent(record.key(), _ -> new ArrayList<>())
            .add(mapping.apply(record)));
    return records;
  }

  private static Event event(JsonNode event) {
    return new Event(
        event.path("reducer").asText(),
        event.path("previous_version").asLong(),
        event.path("version").asLong(),
        event.path("state").path("value").asLong(),
        event.path("chain").asText(),
        actionIds(event));
  }

  private static Intent intent(JsonNode event) {
    var payload = event.path("payload");
    return new Intent(
        event.path("version").asLong(),
        event.path("action_id").asText(),
        payload.path("value").asLong(),
        payload.path("notify_at").asLong());
  }

  private static Conflict conflict(JsonNode event) {
    return new Conflict(
        event.path("expected_version").asLong(), event.path("version").asLong(), actionIds(event));
  }

  private static GiveUp giveUp(JsonNode event) {
    return new GiveUp(event.path("version").asLong(), actionIds(event));
  }

  private static List<String> actionIds(JsonNode event) {
    List<String> ids = new ArrayList<>();
    event.path("actions").forEach(action -> ids.add(action.path("action_id").asText()));
    return ids;
  }

  private static String actionId(ConsumerRecord<String, byte[]> record) {
    return json(record).path("action_id").asText();
  }

  private static String reason(ConsumerRecord<String, byte[]> record) {
    var header = record.headers().lastHeader("dead-letter-reason");
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(ConsumerRecord<String, byte[]> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
