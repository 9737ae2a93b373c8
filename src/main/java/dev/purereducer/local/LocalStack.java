package dev.purereducer.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import org.jboss.logging.Logger;

/** The servers of this JVM: each is started once per profile, and stopped when the JVM ends. */
public final class LocalStack {
  /**
   * A running server of the local stack.
   *
   * @param address address in the form of the clients' configuration
   * @param about note for the log
   * @param handle stops the server and removes its data
   */
  record LocalServer(String address, String about, AutoCloseable handle) {
    /** Starts a server with its data in an empty directory, on a port. */
    @FunctionalInterface
    interface Starter {
      LocalServer start(Path emptyDirectory, int port) throws Exception;
    }
  }

  public static final Set<String> DEFAULT_TOPICS = Set.of(
      "actions", "actions-dlq", "state-committed", "state-conflicts", "intents", "reducer-gave-up");

  private static final Logger LOG = Logger.getLogger("local-stack");
  private static final long MAX_APPLICATION_STOP_MILLIS = 10_000;

  private LocalStack() {}

  /** Address of PostgreSQL for the reactive client; starts it on the first call. */
  public static String postgresUrl(String profile) {
    int port = preferredPort(profile, LocalPostgres.DEFAULT_PORT);
    return once(LocalPostgres.NAME, profile, port, LocalPostgres::start);
  }

  /** Bootstrap servers of Kafka; starts the broker on the first call, with these topics. */
  public static String kafkaBootstrap(String profile, Collection<String> topics) {
    int port = preferredPort(profile, LocalKafka.DEFAULT_PORT);
    return once(
        LocalKafka.NAME,
        profile,
        port,
        (directory, freePort) -> LocalKafka.start(directory, freePort, topics));
  }

  public static String postgresUser() {
    return LocalPostgres.USER;
  }

  public static String postgresPassword() {
    return LocalPostgres.PASSWORD;
  }

  /** The server's default port in dev mode, if it is free; any free port in tests. */
  private static int preferredPort(String profile, int defaultPort) {
    return profile.equals("dev") ? defaultPort : LocalPorts.ANY;
  }

  /** System properties and this lock survive the class loaders of live reload and of tests. */
  private static String once(
      String name, String profile, int preferredPort, LocalServer.Starter starter) {
    var property = "local-stack." + name + "." + profile;
    synchronized (Runtime.getRuntime()) {
      var address = System.getProperty(property);
      if (address == null) {
        address = start(name, profile, preferredPort, starter);
        System.setProperty(property, address);
      }
      return address;
    }
  }

  private static String start(
      String name, String profile, int preferredPort, LocalServer.Starter starter) {
    long started = System.nanoTime();
    try {
      var server =
          starter.start(LocalDirectory.empty(profile, name), LocalPorts.free(preferredPort));
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> stop(name, server.handle()), "local-stack-" + name));
      Files.writeString(LocalDirectory.ROOT.resolve(profile + "." + name), server.address());
      LOG.infof(
          "started %s for profile %s at %s in %d ms (%s); its data lives as long as this process",
          name,
          profile,
          server.address(),
          (System.nanoTime() - started) / 1_000_000,
          server.about());
      return server.address();
    } catch (Exception e) {
      throw new IllegalStateException("the local stack could not start " + name, e);
    }
  }

  /** Prints to standard output, because the log manager may be shut down already. */
  private static void stop(String name, AutoCloseable server) {
    try {
      awaitApplication();
      server.close();
      System.out.println("[local-stack] stopped " + name);
    } catch (Exception e) {
      System.out.println("[local-stack] could not stop " + name + ": " + e);
    }
  }

  /**
   * Shutdown hooks run concurrently, and the application needs its servers until it has stopped.
   */
  private static void awaitApplication() throws InterruptedException {
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (Set.of("Quarkus Shutdown Thread", "Shutdown thread").contains(thread.getName())) {
        thread.join(MAX_APPLICATION_STOP_MILLIS);
      }
    }
  }
}
