package dev.purereducer.performance;

import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.KafkaSender;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Load of actions as Kafka records, with {@code acks=all}, as fast as the broker takes them. */
final class KafkaLoad implements AutoCloseable {
  private static final String TOPIC = "actions";

  private final KafkaSender sender;

  KafkaLoad(KafkaProcess kafka) {
    sender =
        new KafkaSender(kafka.bootstrap(), Map.of("batch.size", 65_536, "buffer.memory", 64 << 20));
    sender.connect(TOPIC);
  }

  /** Returns once the broker has acknowledged all records. */
  void send(StampActions actions, Acknowledged acknowledged, IntUnaryOperator keyOf, int total) {
    var keys = new byte[actions.keys().count()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = actions.keys().key(i).getBytes(StandardCharsets.UTF_8);
    }
    for (int i = 0; i < total; i++) {
      int key = keyOf.applyAsInt(i);
      var action = actions.record();
      acknowledged.add(key, action.bytes());
      sender.send(new ProducerRecord<>(TOPIC, keys[key], action.text()));
    }
    sender.flush();
  }

  @Override
  public void close() {
    sender.close();
  }
}
