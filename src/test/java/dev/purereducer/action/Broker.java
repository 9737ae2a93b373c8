package dev.purereducer.action;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** A Kafka client that sends actions and reads dead letters. */
final class Broker implements AutoCloseable {
  private static final String MARK = "test-mark";

  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<String, ConsumerRecord<byte[], byte[]>> deadLetters = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread reader = new Thread(this::read, "dead-letters");

  Broker() {
    producer = new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrap(), "acks", "all", "linger.ms", "5"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
    reader.start();
  }

  private static String bootstrap() {
    return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
  }

  /** Sends a record to the topic {@code actions}. Returns the mark that identifies it. */
  String send(byte[] key, byte[] value, Map<String, String> headers) {
    var record = new ProducerRecord<>("actions", key, value);
    var mark = UUID.randomUUID().toString();
    var all = new HashMap<>(headers);
    all.put(MARK, mark);
    all.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    producer.send(record);
    return mark;
  }

  void flush() {
    producer.flush();
  }

  /** The dead letter of a record; null if it has not arrived. */
  ConsumerRecord<byte[], byte[]> deadLetter(String mark) {
    return deadLetters.get(mark);
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private void read() {
    var config = Map.<String, Object>of(
        "bootstrap.servers",
        bootstrap(),
        "group.id",
        "test-" + UUID.randomUUID(),
        "metadata.max.age.ms",
        "500",
        "auto.offset.reset",
        "earliest");
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("actions-dlq"));
      while (!closed.get()) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          var mark = header(record, MARK);
          if (mark != null) {
            deadLetters.put(mark, record);
          }
        }
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed.set(true);
    producer.close();
    reader.join();
  }
}
