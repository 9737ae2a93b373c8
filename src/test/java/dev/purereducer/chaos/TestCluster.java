package dev.purereducer.chaos;

import dev.purereducer.cluster.KafkaProcess;
import dev.purereducer.cluster.PostgresProcess;
import dev.purereducer.cluster.ServiceProcess;
import dev.purereducer.local.LocalPorts;
import dev.purereducer.local.LocalStack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PostgreSQL, Kafka and instances of the service, each with proxies of its own before both. */
final class TestCluster implements AutoCloseable {
  private static final int MEMBERS = 3;

  /** Small enough to be used up by a test, and more than three instances need. */
  static final int MAX_CONNECTIONS = 100;

  /** Starts fast and takes little of a small machine: loads here are moderate. */
  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

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
    var world = new TestCluster(postgres, KafkaProcess.start(LocalStack.DEFAULT_TOPICS, doors));
    for (int i = 0; i < MEMBERS; i++) {
      world.members.add(world.member("service-" + (i + 1), proxies.get(i)));
    }
    return world;
  }

  private Member member(String name, Proxy kafkaProxy) throws IOException {
    var postgresProxy = Proxy.before(postgres.port());
    var url = postgres.url().replace(":" + postgres.port() + "/", ":" + postgresProxy.port() + "/");
    var service = ServiceProcess.on(postgres, kafka)
        .named(name)
        .set("quarkus.datasource.reactive.url", url)
        .set("kafka.bootstrap.servers", "127.0.0.1:" + kafkaProxy.port())
        // so that a balancer has noticed when it stops
        .set("quarkus.shutdown.delay", "3s")
        .jvm(JVM)
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

  /** Whatever a fault has left behind: the network is perfect, and everyone runs. */
  void heal() {
    members.forEach(Member::heal);
  }

  /** An instance that did not come up in a scenario before is no part of the next one's fault. */
  void revive() {
    for (var member : members) {
      if (!member.service().isAlive()) {
        member.service().restart();
      }
    }
  }

  /** What a scenario leaves to servers that wait for hours. */
  void tidyUp() {
    for (var member : members) {
      member.postgres().endStranded();
      member.kafka().endStranded();
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
