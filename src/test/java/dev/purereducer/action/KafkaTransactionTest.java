package dev.purereducer.action;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class KafkaTransactionTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @ConfigProperty(name = "mp.messaging.incoming.actions.topic")
  String topic;

  @Inject
  Pool pool;

  private final String key = "kafka:" + UUID.randomUUID();

  @Test
  void actionsOfAnAbortedTransaction_areNotApplied() {
    try (var producer = producer()) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(add("aborted"));
      producer.flush();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(add("committed"));
      producer.commitTransaction();
    }

    await().atMost(TIMEOUT).until(() -> !actionIds().isEmpty());
    assertEquals("committed", actionIds());
  }

  @ParameterizedTest
  @ValueSource(strings = {"actions", "dead-letters", "materializer"})
  void consumer_readsCommittedTransactionsOnly(String channel) {
    assertEquals(
        "read_committed",
        ConfigProvider.getConfig()
            .getValue("mp.messaging.incoming." + channel + ".isolation.level", String.class));
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrap, "transactional.id", "test-" + UUID.randomUUID()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private ProducerRecord<byte[], byte[]> add(String id) {
    var action = "{\"action_id\":\"" + id + "\",\"reducer\":\"counter\",\"payload\":{}}";
    return new ProducerRecord<>(
        topic, key.getBytes(StandardCharsets.UTF_8), action.getBytes(StandardCharsets.UTF_8));
  }

  private String actionIds() {
    return pool.preparedQuery("SELECT coalesce(string_agg(action_id, ',' ORDER BY version), '')"
            + " FROM workflow_history WHERE workflow_key = $1")
        .execute(Tuple.of(key))
        .await()
        .atMost(Duration.ofSeconds(5))
        .iterator()
        .next()
        .getString(0);
  }
}
