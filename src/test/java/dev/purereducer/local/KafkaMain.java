package dev.purereducer.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Main class of a Kafka broker in a separate JVM, which ends when its standard input is closed. */
public final class KafkaMain {
  /** System property with additional listeners, as comma-separated {@code port:advertised port}. */
  public static final String PROXIED_LISTENERS = "kafka.proxied-listeners";

  private KafkaMain() {}

  /** Arguments: the log directory, the port, a file to create when ready, then the topics. */
  public static void main(String[] arguments) throws Exception {
    var topics = Arrays.asList(arguments).subList(3, arguments.length);
    var broker = LocalKafka.run(
        Path.of(arguments[0]), Integer.parseInt(arguments[1]), topics, proxiedListeners());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      broker.shutdown();
      broker.awaitShutdown();
    }));
    Files.createFile(Path.of(arguments[2]));
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }

  private static List<LocalKafka.ProxiedListener> proxiedListeners() {
    return Stream.of(System.getProperty(PROXIED_LISTENERS, "").split(","))
        .filter(listener -> !listener.isEmpty())
        .map(listener -> listener.split(":"))
        .map(ports ->
            new LocalKafka.ProxiedListener(Integer.parseInt(ports[0]), Integer.parseInt(ports[1])))
        .toList();
  }
}
