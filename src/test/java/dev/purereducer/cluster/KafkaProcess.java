package dev.purereducer.cluster;

import dev.purereducer.local.KafkaMain;
import dev.purereducer.local.LocalPorts;
import dev.purereducer.local.LocalStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Kafka broker in a JVM of its own, on a port and a directory that stay. */
public final class KafkaProcess implements AutoCloseable {
  private static final String NAME = "kafka";

  private final int port = LocalPorts.free(LocalPorts.ANY);
  private final Path ready;
  private final ChildProcess process;

  private KafkaProcess(Collection<String> topics, Map<Integer, Integer> doors) {
    var data = ClusterDirectory.empty(NAME);
    ready = data.resolve("ready");
    List<String> command = new ArrayList<>(List.of(
        JavaCommand.JAVA,
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

  /** An empty one, with the service's topics. */
  public static KafkaProcess start() {
    return start(LocalStack.DEFAULT_TOPICS);
  }

  /** An empty one; the topics are there when it returns. */
  public static KafkaProcess start(Collection<String> topics) {
    return start(topics, Map.of());
  }

  /** With further ports, each of which sends its clients to another one: a proxy before it. */
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

  /** Starts again on the same data, after {@link #stop()} or {@link #kill()}. */
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

  /** Ends it at once (SIGKILL). */
  public void kill() {
    process.kill();
  }

  /** Stops it (SIGSTOP): connections stay open and nobody answers. */
  public void pause() {
    process.pause();
  }

  public void resume() {
    process.resume();
  }

  public long pid() {
    return process.handle().pid();
  }

  /** Processor time used since it started. */
  public Duration processorTime() {
    return process.handle().info().totalCpuDuration().orElseThrow();
  }

  public String bootstrap() {
    return "127.0.0.1:" + port;
  }

  /** What the service needs to know to use it. */
  Map<String, String> serviceSettings() {
    return Map.of("kafka.bootstrap.servers", bootstrap());
  }

  /** For good: nobody needs what it holds any more. */
  @Override
  public void close() {
    kill();
  }
}
