package dev.purereducer.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.metadata.storage.Formatter;
import org.jboss.logging.Logger;

/** PostgreSQL (its own process) and a one-node KRaft broker (in this JVM) for dev mode and tests. Not in the package. */
public final class LocalStack {
  private static final Logger LOG = Logger.getLogger("local-stack");

  private LocalStack() {}

  private record Started(String address, AutoCloseable server) {}

  private interface Starter {
    Started start(Path emptyDir) throws Exception;
  }

  public static String postgresUrl(String profile) {
    return once("postgres", profile, LocalStack::startPostgres);
  }

  public static String kafkaBootstrap(String profile) {
    return once("kafka", profile, LocalStack::startKafka);
  }

  /** One server a name and profile in this JVM: a system property outlives the class loaders of live reload and of tests. */
  private static String once(String name, String profile, Starter starter) {
    String key = "local-stack." + name + "." + profile;
    synchronized ("local-stack".intern()) {
      String address = System.getProperty(key);
      if (address != null) return address;
      long t0 = System.nanoTime();
      try {
        Started s = starter.start(
            emptyDir(Path.of("target", "local-stack", profile, name).toAbsolutePath()));
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> stop(name, s.server), "local-stack-" + name));
        System.setProperty(key, s.address);
        LOG.infof(
            "%s for %s ready at %s after %d ms",
            name, profile, s.address, (System.nanoTime() - t0) / 1_000_000);
        return s.address;
      } catch (Exception e) {
        throw new IllegalStateException("embedded " + name + " did not start", e);
      }
    }
  }

  /** JVM shutdown hooks run at once: wait for Quarkus's own, so that the application loses no server while it stops. */
  private static void stop(String name, AutoCloseable server) {
    try {
      for (Thread t : Thread.getAllStackTraces().keySet())
        if (t.getName().equals("Quarkus Shutdown Thread") || t.getName().equals("Shutdown thread"))
          t.join(10_000);
      server.close();
      System.out.println(
          "[local-stack] " + name + " stopped"); // the log manager may be gone by now
    } catch (Exception e) {
      System.out.println("[local-stack] " + name + ": " + e);
    }
  }

  private static Started startPostgres(Path dir) throws IOException {
    EmbeddedPostgres pg = EmbeddedPostgres.builder()
        .setDataDirectory(dir)
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setPGStartupWait(Duration.ofSeconds(60))
        .setRegisterShutdownHook(false)
        .start();
    return new Started("postgresql://127.0.0.1:" + pg.getPort() + "/postgres", pg);
  }

  private static Started startKafka(Path dir) throws Exception {
    int port = freePort(), controller = freePort();
    Properties p = new Properties();
    p.putAll(Map.of(
        "node.id", "1",
        "process.roles", "broker,controller",
        "controller.listener.names", "CONTROLLER",
        "controller.quorum.voters", "1@127.0.0.1:" + controller,
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller,
        "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name", "PLAINTEXT",
        "log.dirs", dir.toString(),
        "num.partitions", "4"));
    p.putAll(Map.of(
        "offsets.topic.replication.factor", "1",
        "offsets.topic.num.partitions", "1",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "transaction.state.log.num.partitions", "1",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1",
        "group.initial.rebalance.delay.ms", "0",
        "log.cleaner.dedupe.buffer.size", "2097152",
        "controlled.shutdown.enable", "false"));
    KafkaConfig config = KafkaConfig.fromProps(p, false);
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(1)
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(config.metadataLogDir())
        .addDirectory(dir.toString())
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .run();
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    server.startup();
    return new Started("127.0.0.1:" + port, () -> {
      server.shutdown();
      server.awaitShutdown();
      Utils.delete(dir.toFile());
    });
  }

  /** Empties the directory; a PostgreSQL that a killed JVM left running on it is stopped first. */
  private static Path emptyDir(Path dir) throws Exception {
    Path pidFile = dir.resolve("postmaster.pid");
    if (Files.exists(pidFile)) {
      var orphan = ProcessHandle.of(
              Long.parseLong(Files.readAllLines(pidFile).get(0).strip()))
          .filter(h -> h.info().command().orElse("").endsWith("/postgres"));
      if (orphan.isPresent()) {
        LOG.infof(
            "stopping PostgreSQL pid %d, left behind by a killed run",
            orphan.get().pid());
        orphan.get().destroy(); // SIGTERM: smart shutdown
        orphan.get().onExit().get(20, TimeUnit.SECONDS);
      }
    }
    Utils.delete(dir.toFile());
    return Files.createDirectories(dir);
  }

  private static int freePort() throws IOException {
    try (ServerSocket s = new ServerSocket()) {
      s.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return s.getLocalPort();
    }
  }
}
