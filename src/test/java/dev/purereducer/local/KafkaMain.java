package dev.purereducer.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Kafka in a JVM of its own, which ends when whoever started it closes its standard input. */
public final class KafkaMain {
  /** A system property: further ports, as {@code port:advertised port}, with commas between. */
  public static final String DOORS = "kafka.doors";

  private KafkaMain() {}

  /** Arguments: the log directory, the port, a file to make when ready, then the topics. */
  public static void main(String[] arguments) throws Exception {
    var topics = Arrays.asList(arguments).subList(3, arguments.length);
    var broker =
        LocalKafka.run(Path.of(arguments[0]), Integer.parseInt(arguments[1]), topics, doors());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      broker.shutdown();
      broker.awaitShutdown();
    }));
    Files.createFile(Path.of(arguments[2]));
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }

  private static List<LocalKafka.Door> doors() {
    return Stream.of(System.getProperty(DOORS, "").split(","))
        .filter(door -> !door.isEmpty())
        .map(door -> door.split(":"))
        .map(ports -> new LocalKafka.Door(Integer.parseInt(ports[0]), Integer.parseInt(ports[1])))
        .toList();
  }
}
