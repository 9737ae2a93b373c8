package dev.purereducer.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Kafka in a JVM of its own, which ends when whoever started it closes its standard input. */
public final class KafkaMain {
  private KafkaMain() {}

  /** Arguments: the log directory, the port, a file to make when ready, then the topics. */
  public static void main(String[] arguments) throws Exception {
    var topics = Arrays.asList(arguments).subList(3, arguments.length);
    var broker = LocalKafka.run(Path.of(arguments[0]), Integer.parseInt(arguments[1]), topics);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      broker.shutdown();
      broker.awaitShutdown();
    }));
    Files.createFile(Path.of(arguments[2]));
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }
}
