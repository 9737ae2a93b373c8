package dev.purereducer.local;

import dev.purereducer.local.LocalStack.LocalServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;

/** Single-node Kafka broker (KRaft) in this JVM. */
final class LocalKafka {
  static final String NAME = "kafka";
  static final int DEFAULT_PORT = 9092;
  static final int PARTITIONS = 4;

  private static final String CONTROLLER = "CONTROLLER";
  private static final long MAX_TOPICS_SECONDS = 30;

  private LocalKafka() {}

  static LocalServer start(Path emptyDirectory, int port, Collection<String> topics)
      throws Exception {
    var broker = run(emptyDirectory, port, topics, List.of());
    return new LocalServer(address(port), "topics " + String.join(", ", topics), () -> {
      broker.shutdown();
      broker.awaitShutdown();
      Utils.delete(emptyDirectory.toFile());
    });
  }

  /** An additional listener, which advertises the port of a proxy in front of it. */
  record ProxiedListener(int port, int advertisedPort) {}

  /**
   * Starts a broker on an empty directory, or restarts it on one that it has used before. Returns
   * once the topics exist, so that no client sees a topic that is still being created.
   */
  static KafkaRaftServer run(
      Path directory, int port, Collection<String> topics, List<ProxiedListener> listeners)
      throws Exception {
    var settings = settings(directory, port);
    listeners.forEach(listener -> add(listener, settings));
    var config = KafkaConfig.fromProps(Utils.mkProperties(settings), false);
    boolean isNew = !Files.exists(directory.resolve("meta.properties"));
    if (isNew) {
      format(directory, config);
    }
    var broker = new KafkaRaftServer(config, Time.SYSTEM);
    broker.startup();
    if (isNew) {
      createTopics(address(port), topics);
    }
    return broker;
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }

  static Map<String, String> settings(Path directory, int port) {
    int controllerPort = LocalPorts.free(LocalPorts.ANY);
    var client = "PLAINTEXT://127.0.0.1:" + port;
    Map<String, String> settings = new HashMap<>();
    settings.put("node.id", "1");
    settings.put("process.roles", "broker,controller");
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put("listeners", client + "," + CONTROLLER + "://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", client);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("log.dirs", directory.toString());
    settings.put("num.partitions", String.valueOf(PARTITIONS));
    // There is one node only, so topics have one replica.
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    // Consumers need not wait for other members to join, nor the JVM for a controlled shutdown.
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("controlled.shutdown.enable", "false");
    // After a kill, the broker can register again only when its former session has expired.
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    return settings;
  }

  private static void add(ProxiedListener listener, Map<String, String> settings) {
    var name = "PROXIED" + listener.port;
    append(settings, "listeners", name + "://127.0.0.1:" + listener.port);
    append(settings, "advertised.listeners", name + "://127.0.0.1:" + listener.advertisedPort);
    append(settings, "listener.security.protocol.map", name + ":PLAINTEXT");
  }

  private static void append(Map<String, String> settings, String name, String value) {
    settings.merge(name, value, (present, added) -> present + "," + added);
  }

  static void format(Path directory, KafkaConfig config) throws Exception {
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .setControllerListenerName(CONTROLLER)
        .setMetadataLogDirectory(config.metadataLogDir())
        .addDirectory(directory.toString())
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .run();
  }

  private static void createTopics(String address, Collection<String> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    short oneReplica = 1;
    try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin
          .createTopics(topics.stream()
              .map(topic -> new NewTopic(topic, PARTITIONS, oneReplica))
              .toList())
          .all()
          .get(MAX_TOPICS_SECONDS, TimeUnit.SECONDS);
    }
  }
}
