package dev.purereducer.outbox;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Creates the relay's Kafka producers from the {@code kafka.*} configuration. */
@Singleton
class ProducerFactory implements Supplier<Producer<String, byte[]>> {
  /**
   * Must not exceed a topic's {@code max.message.bytes}: the client would split a batch that is too
   * large into batches of the same size and retry forever.
   */
  private static final int BATCH_BYTES = 128 * 1024;

  private static final int MAX_BLOCK_MILLIS = 10_000;
  private static final int LINGER_MILLIS = 5;

  private final Map<String, Object> settings;

  ProducerFactory(
      @Identifier("default-kafka-broker") Map<String, Object> broker, PublishConfig config) {
    settings = new HashMap<>(defaults(config));
    settings.putAll(broker);
    settings.putAll(requiredSettings());
  }

  /** May block: the client resolves the broker's address. */
  @Override
  public Producer<String, byte[]> get() {
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** Settings that {@code kafka.*} may override. */
  private static Map<String, Object> defaults(PublishConfig config) {
    return Map.of(
        // each batch ends with a flush, so the linger only covers the loop that sends it
        ProducerConfig.LINGER_MS_CONFIG,
        LINGER_MILLIS,
        ProducerConfig.BATCH_SIZE_CONFIG,
        BATCH_BYTES,
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        MAX_BLOCK_MILLIS,
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        config.compression());
  }

  /** Settings that the order of events depends on; not overridable. */
  private static Map<String, Object> requiredSettings() {
    return Map.of(
        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
        true,
        ProducerConfig.ACKS_CONFIG,
        "all",
        ProducerConfig.RETRIES_CONFIG,
        Integer.MAX_VALUE,
        // an expired record would be skipped and its successors sent
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        Integer.MAX_VALUE,
        // no record is in flight behind a failed one, see KafkaSink
        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
        1,
        ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
        false);
  }
}
