package dev.purereducer.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Command-line consumer that prints the present and future records of Kafka topics, one per line,
 * until it is stopped. The arguments are topics; the default is the service's event topics.
 */
public final class Watch {
  private static final List<String> EVENTS =
      List.of("state-committed", "state-conflicts", "intents", "reducer-gave-up");
  private static final Duration POLL = Duration.ofSeconds(1);

  private Watch() {}

  public static void main(String[] topics) throws IOException {
    var kafkaLog = Logger.getLogger("org.apache.kafka");
    kafkaLog.setLevel(Level.WARNING);
    Map<String, Object> settings = Map.of(
        "bootstrap.servers",
        bootstrap(),
        "group.id",
        "watch-" + UUID.randomUUID(),
        "auto.offset.reset",
        "earliest",
        "enable.auto.commit",
        false);
    var text = new StringDeserializer();
    try (var consumer = new KafkaConsumer<>(settings, text, text)) {
      consumer.subscribe(topics.length == 0 ? EVENTS : List.of(topics));
      while (!Thread.currentThread().isInterrupted()) {
        consumer.poll(POLL).forEach(Watch::print);
      }
    }
  }

  /** The configured broker, else the one that dev mode has started in this checkout. */
  private static String bootstrap() throws IOException {
    var configured = System.getenv("KAFKA_BOOTSTRAP_SERVERS");
    var local = LocalDirectory.ROOT.resolve("dev." + LocalKafka.NAME);
    if (configured != null) {
      return configured;
    }
    return Files.exists(local)
        ? Files.readString(local, StandardCharsets.UTF_8)
        : "127.0.0.1:" + LocalKafka.DEFAULT_PORT;
  }

  private static void print(ConsumerRecord<String, String> event) {
    System.out.printf("%s  %s  %s%n", event.topic(), event.key(), event.value());
  }
}
