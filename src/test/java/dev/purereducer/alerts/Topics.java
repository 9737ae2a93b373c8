package dev.purereducer.alerts;

import dev.purereducer.cluster.KafkaProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;

/** What befalls the service by way of topics. */
record Topics(KafkaProcess kafka) {
  /** Records that are no actions. */
  void sendNonsense(int records) throws InterruptedException, ExecutionException {
    try (var producer = new KafkaProducer<>(
        Map.of("bootstrap.servers", kafka.bootstrap()),
        new StringSerializer(),
        new StringSerializer())) {
      for (int i = 0; i < records; i++) {
        producer
            .send(new ProducerRecord<>("actions", "nonsense:" + i, "no action"))
            .get();
      }
    }
  }

  /** No intent fits into its topic any more. */
  void refuseIntents() throws InterruptedException, ExecutionException {
    limitIntents(OpType.SET, "100");
  }

  void takeIntents() throws InterruptedException, ExecutionException {
    limitIntents(OpType.DELETE, "");
  }

  private void limitIntents(OpType what, String bytes)
      throws InterruptedException, ExecutionException {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, "intents");
    var change = new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), what);
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrap()))) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all().get();
    }
  }
}
