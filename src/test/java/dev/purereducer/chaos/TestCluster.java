package dev.purereducer.chaos;

import dev.purereducer.local.LocalPorts;
import dev.purereducer.local.LocalStack;
import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** PostgreSQL, Kafka and service instances, each with its own proxies to both servers. */
final class TestCluster implements AutoCloseable {
  /** One service instance with the proxies between it and its servers. */
  record Member(String name, ServiceProcess service, Proxy postgres, Proxy kafka) {
    String address() {
      return service.address();
    }

    void heal() {
      postgres.heal();
      kafka.heal();
    }
  }

  /** A further instance for the time of a fault, without proxies; the clients use it as well. */
  final class Guest implements AutoCloseable {
    private final ServiceProcess service;

    private Guest(ServiceProcess service) {
      this.service = service;
      addresses.add(service.address());
    }

    ServiceProcess service() {
      return service;
    }

    /** Stops it (SIGTERM). */
    @Override
    public void close() {
      addresses.remove(service.address());
      service.close();
    }
  }

  private static final int MEMBERS = 3;

  /** More than three instances need, and few enough for a test to take them all. */
  static final int MAX_CONNECTIONS = 100;

  private static final String GROUP_LOG =
      "org.apache.kafka.clients.consumer.internals.ConsumerCoordinator";

  private final PostgresProcess postgres;
  private final KafkaProcess kafka;
  private final List<Member> members = new ArrayList<>();
  private final List<String> addresses = new CopyOnWriteArrayList<>();

  private TestCluster(PostgresProcess postgres, KafkaProcess kafka) {
    this.postgres = postgres;
    this.kafka = kafka;
  }

  static TestCluster start() throws IOException {
    var postgres =
        PostgresProcess.start(Map.of("max_connections", String.valueOf(MAX_CONNECTIONS)));
    Map<Integer, Integer> doors = new LinkedHashMap<>();
    List<Proxy> proxies = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      int door = LocalPorts.free(LocalPorts.ANY);
      var proxy = Proxy.before(door);
      doors.put(door, proxy.port());
      proxies.add(proxy);
    }
    var cluster = new TestCluster(postgres, KafkaProcess.start(LocalStack.DEFAULT_TOPICS, doors));
    for (int i = 0; i < MEMBERS; i++) {
      var member = cluster.member("service-" + (i + 1), proxies.get(i));
      cluster.members.add(member);
      cluster.addresses.add(member.address());
    }
    return cluster;
  }

  private Member member(String name, Proxy kafkaProxy) throws IOException {
    var postgresProxy = Proxy.before(postgres.port());
    var url = postgres.url().replace(":" + postgres.port() + "/", ":" + postgresProxy.port() + "/");
    var service = settings(name)
        .set("quarkus.datasource.reactive.url", url)
        .set("kafka.bootstrap.servers", "127.0.0.1:" + kafkaProxy.port())
        .start();
    return new Member(name, service, postgresProxy, kafkaProxy);
  }

  private ServiceProcess.Builder settings(String name) {
    return ServiceProcess.on(postgres, kafka)
        .named(name)
        // explains a consumer group that does not come back
        .set("quarkus.log.category.\"" + GROUP_LOG + "\".level", "INFO")
        // time for the load balancer to notice the stop
        .set("quarkus.shutdown.delay", "3s")
        // actions that no instance can apply get their outcome within a scenario
        .set("purereducer.kafka.version-wait", "3s")
        .smallJvm();
  }

  /** The settings of a {@link Guest}. */
  ServiceProcess.Builder guest() {
    return settings("guest");
  }

  /** Starts a guest, which takes part until it is closed. */
  Guest join(ServiceProcess.Builder guest) {
    return new Guest(guest.start());
  }

  /** The addresses of members and guests. */
  List<String> addresses() {
    return List.copyOf(addresses);
  }

  /** Stops all members at once (SIGTERM). */
  void stopMembers() {
    onAll(member -> member.service().stop());
  }

  /** Starts all members at once. */
  void startMembers() {
    onAll(member -> member.service().restart());
  }

  private void onAll(Consumer<Member> step) {
    var steps = members.stream()
        .map(member -> CompletableFuture.runAsync(() -> step.accept(member)))
        .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(steps).join();
  }

  PostgresProcess postgres() {
    return postgres;
  }

  KafkaProcess kafka() {
    return kafka;
  }

  List<Member> members() {
    return List.copyOf(members);
  }

  /** Ends all network faults. */
  void heal() {
    members.forEach(Member::heal);
  }

  /** Restarts instances that an earlier scenario has left stopped. */
  void restartStopped() {
    for (var member : members) {
      if (!member.service().isAlive()) {
        member.service().restart();
      }
    }
  }

  /** Closes the half-open connections of a scenario. */
  void closeStrandedConnections() {
    for (var member : members) {
      member.postgres().closeStranded();
      member.kafka().closeStranded();
    }
  }

  @Override
  public void close() throws IOException {
    for (var member : members) {
      member.service().close();
      member.postgres().close();
      member.kafka().close();
    }
    kafka.close();
    postgres.close();
  }
}
