package dev.purereducer.projection;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.event.StateCommitted;
import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.RoleConfig.Role;
import dev.purereducer.trace.Tracing;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Consumer and materializer of the application, with Kafka and PostgreSQL. */
@QuarkusTest
class StateCommittedConsumerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String bootstrap;

  @ConfigProperty(name = "mp.messaging.incoming.materializer.topic")
  String topic;

  @Inject
  Pool pool;

  @Inject
  Materializer materializer;

  @Inject
  ProjectionConfig config;

  @Inject
  Heartbeats heartbeats;

  @Inject
  Vertx vertx;

  private KafkaProducer<String, byte[]> producer;
  private ProjectedRows rows;

  @BeforeEach
  void setUp() {
    producer = new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new ByteArraySerializer());
    rows = new ProjectedRows(pool);
  }

  @AfterEach
  void tearDown() {
    materializer.resume();
    producer.close();
  }

  @Test
  void eventsOfTwoPartitions_areProjectedOrSkippedAndAcknowledged() throws Exception {
    var first = StoredWorkflow.uniqueKey("k");
    var second = StoredWorkflow.uniqueKey("k");
    var malformed = StoredWorkflow.uniqueKey("k");
    materializer.pause(); // so that the events form few batches
    send(0, Events.counter(first, 1));
    send(0, Events.counter(first, 3));
    send(0, Events.withMood(malformed, 1, "throws"));
    var last0 = send(0, Events.counter(first, 2));
    send(1, Events.counter(second, 1));
    send(1, malformed, "not json".getBytes(StandardCharsets.UTF_8), "7");
    var last1 = send(1, Events.counter(second, 1));
    materializer.resume();

    await().atMost(TIMEOUT).untilAsserted(() -> {
      assertEquals(3, rows.version(first));
      assertEquals(1, rows.version(second));
      assertTrue(rows.watermark(topic, 0).orElse(0) > last0.offset());
      assertTrue(rows.watermark(topic, 1).orElse(0) > last1.offset());
      assertEquals("malformed-event", rows.skipReason(malformed));
    });
    await().atMost(TIMEOUT).untilAsserted(() -> {
      assertTrue(acknowledged(0) > last0.offset());
      assertTrue(acknowledged(1) > last1.offset());
    });
  }

  @Test
  void manyEventsOfOneKey_leaveTheNewestVersion() {
    var key = StoredWorkflow.uniqueKey("k");
    for (int version = 1; version <= 2_000; version++) {
      producer.send(record(2, Events.counter(key, version)));
    }

    await().atMost(TIMEOUT).untilAsserted(() -> assertEquals(2_000, rows.version(key)));
    assertNull(rows.skipReason(key));
  }

  @Test
  void redeliveredEvents_changeNothing() throws Exception {
    var key = StoredWorkflow.uniqueKey("k");
    for (int version = 1; version <= 3; version++) {
      send(0, Events.counter(key, version));
    }
    await().atMost(TIMEOUT).untilAsserted(() -> assertEquals(3, rows.version(key)));

    // a rebalance can redeliver events
    send(0, Events.counter(key, 1));
    var last = send(0, Events.counter(key, 2));

    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertTrue(rows.watermark(topic, 0).orElse(0) > last.offset()));
    assertEquals(3, rows.version(key));
  }

  @Test
  void idleConsumer_reportsHeartbeats() {
    await()
        .atMost(TIMEOUT)
        .untilAsserted(() -> assertTrue(
            heartbeats.ages().get(StateCommittedConsumer.LOOP).compareTo(Duration.ofSeconds(3))
                < 0));
  }

  @Test
  void instanceWithoutTheRole_doesNotSubscribe() {
    var subscribed = new AtomicBoolean();
    Multi<Message<List<byte[]>>> channel = Multi.createFrom()
        .<Message<List<byte[]>>>nothing()
        .onSubscription()
        .invoke(() -> subscribed.set(true));
    var consumer = new StateCommittedConsumer(
        channel, materializer, new Heartbeats(), vertx, config, Tracing.OFF);

    consumer.onStart(new StartupEvent(), () -> Set.of(Role.READ));

    assertFalse(subscribed.get());
  }

  private RecordMetadata send(int partition, StateCommitted event) throws Exception {
    return producer.send(record(partition, event)).get();
  }

  private ProducerRecord<String, byte[]> record(int partition, StateCommitted event) {
    return record(partition, event.workflowKey(), event.bytes(), Long.toString(event.version()));
  }

  private void send(int partition, String key, byte[] data, String version) throws Exception {
    producer.send(record(partition, key, data, version)).get();
  }

  private ProducerRecord<String, byte[]> record(
      int partition, String key, byte[] data, String version) {
    var headers = new ArrayList<Header>();
    Map.of(
            "ce_type", EventType.STATE_COMMITTED.cloudEventType(),
            "ce_subject", key,
            "ce_version", version)
        .forEach((name, value) ->
            headers.add(new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8))));
    return new ProducerRecord<>(topic, partition, key, data, headers);
  }

  private long acknowledged(int partition) throws Exception {
    try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap))) {
      var offsets = admin
          .listConsumerGroupOffsets(config.group())
          .partitionsToOffsetAndMetadata()
          .get();
      var offset = offsets.get(new TopicPartition(topic, partition));
      return offset == null ? 0 : offset.offset();
    }
  }
}
