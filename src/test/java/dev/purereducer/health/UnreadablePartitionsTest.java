package dev.purereducer.health;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.health.UnreadablePartitions.UnreadableRecordException;
import dev.purereducer.testkit.KafkaSender;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the Kafka client and broker: a record whose value is {@code bad} cannot be read. */
@QuarkusTest
class UnreadablePartitionsTest {
  private static final int PARTITIONS = 3;
  private static final int RECORDS = 20;

  private final String topic = "unreadable-" + UUID.randomUUID();
  private final UnreadablePartitions unreadable =
      new UnreadablePartitions("test", Duration.ofHours(1));

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  private KafkaConsumer<String, String> client;

  @BeforeEach
  void createTopic() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
          .all()
          .get();
    }
    client = new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
        new StringDeserializer(),
        new FailingDeserializer());
    client.assign(List.of(partition(0), partition(1), partition(2)));
  }

  @AfterEach
  void deleteTopic() throws Exception {
    client.close();
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }

  @Test
  void unreadableRecords_pauseTheirPartitions_andOthersAreRead() {
    send(0, "bad");
    send(1, "good");
    send(2, "bad");

    await().until(() -> {
      unreadable.find(client);
      return client.paused().equals(Set.of(partition(0), partition(2)));
    });

    assertThrows(UnreadableRecordException.class, unreadable::requireNone);
    assertEquals(List.of("good"), read(1));
  }

  @Test
  void recordsOfAPoll_areReadAgain_inOrder() {
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      send(1, "record " + i);
      sent.add("record " + i);
      unreadable.find(client);
    }
    for (int i = 0; i < RECORDS; i++) {
      unreadable.find(client);
    }

    assertEquals(sent, read(RECORDS));
    assertDoesNotThrow(unreadable::requireNone);
  }

  private List<String> read(int count) {
    List<String> values = new ArrayList<>();
    await().until(() -> {
      client.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      return values.size() >= count;
    });
    return values;
  }

  private void send(int partition, String value) {
    try (var sender = new KafkaSender(bootstrap)) {
      sender.send(
          new ProducerRecord<>(topic, partition, null, value.getBytes(StandardCharsets.UTF_8)));
      sender.flush();
    }
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(topic, number);
  }

  private static final class FailingDeserializer implements Deserializer<String> {
    @Override
    public String deserialize(String topic, byte[] data) {
      var text = new String(data, StandardCharsets.UTF_8);
      if (text.equals("bad")) {
        throw new SerializationException("by a test");
      }
      return text;
    }
  }
}
