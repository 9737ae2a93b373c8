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

  private static final int MEMBERS = 3;

  /** More than three instances need, and few enough for a test to take them all. */
  static final int MAX_CONNECTIONS = 100;

  private final PostgresProcess postgres;
  private final KafkaProcess kafka;
  private final List<Member> members = new ArrayList<>();

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
      cluster.members.add(cluster.member("service-" + (i + 1), proxies.get(i)));
    }
    return cluster;
  }

  private Member member(String name, Proxy kafkaProxy) throws IOException {
    var postgresProxy = Proxy.before(postgres.port());
    var url = postgres.url().replace(":" + postgres.port() + "/", ":" + postgresProxy.port() + "/");
    var service = ServiceProcess.on(postgres, kafka)
        .named(name)
        .set("quarkus.datasource.reactive.url", url)
        .set("kafka.bootstrap.servers", "127.0.0.1:" + kafkaProxy.port())
        // time for the load balancer to notice the stop
        .set("quarkus.shutdown.delay", "3s")
        .smallJvm()
        .start();
    return new Member(name, service, postgresProxy, kafkaProxy);
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
