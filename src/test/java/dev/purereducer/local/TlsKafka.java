package dev.purereducer.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;

/** Local Kafka broker with mutual TLS. */
public final class TlsKafka implements AutoCloseable {
  private static final long MAX_TOPICS_SECONDS = 60;

  private final KafkaRaftServer broker;
  private final String address;

  /**
   * Starts the broker. Client and broker use the same key, and trust it.
   *
   * @param directory empty directory for the broker's data
   */
  public TlsKafka(Path directory, Map<String, String> tls) throws Exception {
    int port = LocalPorts.free(LocalPorts.ANY);
    address = "127.0.0.1:" + port;
    Map<String, String> settings = new HashMap<>(LocalKafka.settings(directory, port));
    settings.replaceAll((_, value) -> value.replace("PLAINTEXT://", "SSL://"));
    settings.put("listener.security.protocol.map", "SSL:SSL,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "SSL");
    settings.put("ssl.client.auth", "required");
    settings.putAll(tls);
    var config = KafkaConfig.fromProps(Utils.mkProperties(settings), false);
    LocalKafka.format(directory, config);
    broker = new KafkaRaftServer(config, Time.SYSTEM);
    broker.startup();
    createTopics(tls);
  }

  public String address() {
    return address;
  }

  private void createTopics(Map<String, String> tls) throws Exception {
    Map<String, Object> client = new HashMap<>(tls);
    client.put("bootstrap.servers", address);
    client.put("security.protocol", "SSL");
    short oneReplica = 1;
    try (var admin = Admin.create(client)) {
      admin
          .createTopics(LocalStack.DEFAULT_TOPICS.stream()
              .map(topic -> new NewTopic(topic, LocalKafka.PARTITIONS, oneReplica))
              .toList())
          .all()
          .get(MAX_TOPICS_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public void close() {
    broker.shutdown();
    broker.awaitShutdown();
  }
}
