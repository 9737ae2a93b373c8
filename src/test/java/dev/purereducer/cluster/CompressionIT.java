package dev.purereducer.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Most codecs of Kafka are native libraries, which the packaged service has to find. */
class CompressionIT {
  private static PostgresProcess postgres;
  private static KafkaProcess kafka;

  @BeforeAll
  static void start() {
    postgres = PostgresProcess.start();
    kafka = KafkaProcess.start();
  }

  @AfterAll
  static void stop() {
    if (kafka != null) {
      kafka.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  /** The action comes compressed, and so goes the event that becomes the read model. */
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "lz4", "snappy", "zstd"})
  void compressedAction_getsToTheReadModel(String codec) {
    var key = "compression:" + codec;
    try (var service = ServiceProcess.on(postgres, kafka)
        .set("purereducer.publish.compression", codec)
        .jvm(List.of("-Xmx256m"))
        .start()) {
      send(key, codec);

      await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
        var read = service.get("/v1/workflows/" + key);
        assertEquals(200, read.statusCode(), read.body());
        assertEquals("projection", read.headers().firstValue("X-Source").orElse(""));
      });
    }
  }

  private static void send(String key, String codec) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrap(), "compression.type", codec);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("actions", key, """
          {"action_id": "a1", "reducer": "counter", "payload": {"add": 1}}
          """.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
