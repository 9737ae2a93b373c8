package dev.purereducer.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Kafka producer of the tests, with {@code acks=all}. */
public final class KafkaSender implements AutoCloseable {
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> firstFailure = new AtomicReference<>();

  public KafkaSender(String bootstrap) {
    this(bootstrap, Map.of());
  }

  /** {@code settings} are further ones of the producer. */
  public KafkaSender(String bootstrap, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("bootstrap.servers", bootstrap);
    all.put("acks", "all");
    producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public Future<RecordMetadata> send(String topic, String key, String value) {
    return send(new ProducerRecord<>(
        topic, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
  }

  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    return producer.send(record, (_, failure) -> firstFailure.compareAndSet(null, failure));
  }

  /** Fetches the topic's metadata, which the first record would otherwise wait for. */
  public void connect(String topic) {
    producer.partitionsFor(topic);
  }

  /** Returns once the broker has acknowledged all records; throws if it did not take one of them. */
  public void flush() {
    producer.flush();
    var failure = firstFailure.get();
    if (failure != null) {
      throw new IllegalStateException("a record was not acknowledged", failure);
    }
  }

  /** Drops the records that are not acknowledged yet. */
  public void abort() {
    producer.close(Duration.ZERO);
  }

  @Override
  public void close() {
    producer.close();
  }
}
