package dev.purereducer.testkit;

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
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Client of the topics {@code actions} and {@code actions-dlq}, for tests in the service's JVM. */
public final class Broker implements AutoCloseable {
  private static final String MARK = "test-mark";

  private final KafkaSender sender = new KafkaSender(bootstrap(), Map.of("linger.ms", "5"));
  private final Map<String, ConsumerRecord<byte[], byte[]>> deadLetters = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread reader = new Thread(this::readDeadLetters, "dead-letters");

  public Broker() {
    reader.start();
  }

  private static String bootstrap() {
    return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
  }

  /** Sends to the topic {@code actions} and returns a mark, to find the record's dead letter. */
  public String send(byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {
    var record = new ProducerRecord<>("actions", key, value);
    var mark = UUID.randomUUID().toString();
    var all = new HashMap<>(headers);
    all.put(MARK, mark);
    all.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    sender.send(record);
    return mark;
  }

  public void flush() {
    sender.flush();
  }

  /** The dead letter of a record, or null if there is none yet. */
  public @Nullable ConsumerRecord<byte[], byte[]> deadLetter(String mark) {
    return deadLetters.get(mark);
  }

  public static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private void readDeadLetters() {
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
    sender.close();
    reader.join();
  }
}
