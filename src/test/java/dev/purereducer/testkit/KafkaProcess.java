package dev.purereducer.testkit;

import dev.purereducer.local.KafkaMain;
import dev.purereducer.local.LocalPorts;
import dev.purereducer.local.LocalStack;
import dev.purereducer.testkit.Signals.Interrupted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/** Kafka broker as a process whose port and data survive restarts. */
public final class KafkaProcess implements AutoCloseable {
  private static final String NAME = "kafka";

  private final int port = LocalPorts.free(LocalPorts.ANY);
  private final Path ready;
  private final ChildProcess process;

  private KafkaProcess(Collection<String> topics, Map<Integer, Integer> doors) {
    var data = ClusterDirectory.empty(NAME);
    ready = data.resolve("ready");
    List<String> command = new ArrayList<>(List.of(
        ChildProcess.JAVA,
        "-Xms256m",
        "-Xmx512m",
        "-XX:+UseG1GC",
        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
        "-D" + KafkaMain.PROXIED_LISTENERS + "=" + text(doors),
        "-cp",
        System.getProperty("java.class.path"),
        KafkaMain.class.getName(),
        data.resolve("log").toString(),
        String.valueOf(port),
        ready.toString()));
    command.addAll(topics);
    process = new ChildProcess(NAME, command);
  }

  /** An empty broker with the service's topics. */
  public static KafkaProcess start() {
    return start(LocalStack.DEFAULT_TOPICS);
  }

  /** An empty broker with these topics. */
  public static KafkaProcess start(Collection<String> topics) {
    return start(topics, Map.of());
  }

  /**
   * An empty broker with further listeners for proxies.
   *
   * @param doors by port of the listener, the port that it advertises to its clients
   */
  public static KafkaProcess start(Collection<String> topics, Map<Integer, Integer> doors) {
    var kafka = new KafkaProcess(topics, doors);
    kafka.launch();
    return kafka;
  }

  private static String text(Map<Integer, Integer> doors) {
    return doors.entrySet().stream()
        .map(door -> door.getKey() + ":" + door.getValue())
        .collect(Collectors.joining(","));
  }

  /** Restarts with the same data, after {@link #stop()} or {@link #kill()}. */
  public void restart() {
    stop();
    launch();
  }

  private void launch() {
    ready.toFile().delete();
    process.start(() -> Files.exists(ready));
  }

  public void stop() {
    process.stop();
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    process.kill();
  }

  /** Suspends it with SIGSTOP: connections stay open without responses. */
  public void pause() {
    process.pause();
  }

  public void resume() {
    process.resume();
  }

  public long pid() {
    return process.handle().pid();
  }

  /** Processor time used since the start. */
  public Duration processorTime() {
    return process.handle().info().totalCpuDuration().orElseThrow();
  }

  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** Sets {@code max.message.bytes} of a topic. */
  public void limitMessageBytes(String topic, int bytes) {
    changeMaxMessageBytes(topic, AlterConfigOp.OpType.SET, String.valueOf(bytes));
  }

  /** Resets {@code max.message.bytes} of a topic to its default. */
  public void resetMessageBytes(String topic) {
    changeMaxMessageBytes(topic, AlterConfigOp.OpType.DELETE, "");
  }

  private void changeMaxMessageBytes(String topic, AlterConfigOp.OpType change, String bytes) {
    var operation = new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), change);
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(operation))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(topic, e);
    } catch (InterruptedException e) {
      throw Interrupted.asUnchecked(e);
    }
  }

  /** The service's configuration for this broker. */
  Map<String, String> serviceSettings() {
    return Map.of("kafka.bootstrap.servers", bootstrap());
  }

  /** Kills the broker, because its data is not needed any more. */
  @Override
  public void close() {
    kill();
  }
}
