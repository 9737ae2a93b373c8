package dev.purereducer.local;

import java.nio.file.Files;
import java.util.Collection;
import java.util.Set;
import org.jboss.logging.Logger;

/** The servers of this JVM: each started once a profile, stopped when the JVM ends. */
public final class LocalStack {
  public static final Set<String> DEFAULT_TOPICS = Set.of(
      "actions", "actions-dlq", "state-committed", "state-conflicts", "intents", "reducer-gave-up");

  private static final Logger LOG = Logger.getLogger("local-stack");
  private static final long MAX_APPLICATION_STOP_MILLIS = 10_000;

  private LocalStack() {}

  /** Where PostgreSQL is, as the reactive client wants it; started if need be. */
  public static String postgresUrl(String profile) {
    int port = preferred(profile, LocalPostgres.USUAL_PORT);
    return once(LocalPostgres.NAME, profile, port, LocalPostgres::start);
  }

  /** Where Kafka is, as clients want it; started if need be, with these topics. */
  public static String kafkaBootstrap(String profile, Collection<String> topics) {
    int port = preferred(profile, LocalKafka.USUAL_PORT);
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

  /** Whoever develops finds the servers where everybody expects them; tests keep out of the way. */
  private static int preferred(String profile, int usualPort) {
    return profile.equals("dev") ? usualPort : LocalPorts.ANY;
  }

  /** System properties and the lock outlive the class loaders of live reload and of tests. */
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
          "started %s for %s at %s in %d ms (%s); empty at every start, stops with this process",
          name,
          profile,
          server.address(),
          (System.nanoTime() - started) / 1_000_000,
          server.about());
      return server.address();
    } catch (Exception e) {
      throw new IllegalStateException("local " + name + " did not start", e);
    }
  }

  /** The log manager may be gone by now, so this speaks for itself. */
  private static void stop(String name, AutoCloseable server) {
    try {
      awaitApplication();
      server.close();
      System.out.println("[local-stack] stopped " + name);
    } catch (Exception e) {
      System.out.println("[local-stack] stopping " + name + ": " + e);
    }
  }

  /** Shutdown hooks run all at once: the application's must lose no server while it stops. */
  private static void awaitApplication() throws InterruptedException {
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (Set.of("Quarkus Shutdown Thread", "Shutdown thread").contains(thread.getName())) {
        thread.join(MAX_APPLICATION_STOP_MILLIS);
      }
    }
  }
}
