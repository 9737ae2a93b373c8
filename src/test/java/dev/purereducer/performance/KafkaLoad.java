package dev.purereducer.performance;

import dev.purereducer.cluster.KafkaProcess;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Actions as records, with {@code acks=all}, as fast as the broker takes them. */
final class KafkaLoad implements AutoCloseable {
  private static final String TOPIC = "actions";

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  KafkaLoad(KafkaProcess kafka) {
    Map<String, Object> settings = Map.of(
        "bootstrap.servers",
        kafka.bootstrap(),
        "acks",
        "all",
        "batch.size",
        65_536,
        "buffer.memory",
        64 << 20);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    producer.partitionsFor(TOPIC);
  }

  /** Returns once the broker has acknowledged all of them. */
  void send(Actions actions, Acknowledged acknowledged, IntUnaryOperator keyOf, int total)
      throws Exception {
    var keys = new byte[actions.keys().count()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = actions.keys().key(i).getBytes(StandardCharsets.UTF_8);
    }
    for (int i = 0; i < total; i++) {
      int key = keyOf.applyAsInt(i);
      var stamp = actions.record();
      acknowledged.add(key, stamp.bytes());
      producer.send(new ProducerRecord<>(TOPIC, keys[key], stamp.text()), (_, e) -> {
        if (e != null) {
          failure.set(e);
        }
      });
    }
    producer.flush();
    var failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
