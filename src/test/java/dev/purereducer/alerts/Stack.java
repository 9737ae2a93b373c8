package dev.purereducer.alerts;

import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.PrometheusProcess;
import dev.purereducer.testkit.ServiceProcess;
import dev.purereducer.testkit.ShiftedClock;
import java.util.List;
import java.util.Map;

/** PostgreSQL, Kafka, two instances of the service, the second one's clock, client traffic and Prometheus. */
record Stack(
    PostgresProcess postgres,
    KafkaProcess kafka,
    List<ServiceProcess> services,
    ShiftedClock clock,
    Traffic traffic,
    PrometheusProcess prometheus)
    implements AutoCloseable {
  /** The service's job name in Prometheus. */
  static final String JOB = "pure-reducer";

  /** Limits that a test can reach, and intervals short enough for the fast rules. */
  private static final Map<String, String> SETTINGS = Map.of(
      "purereducer.commit.max-attempts", "1",
      "purereducer.commit.max-key-actions", "50",
      "purereducer.requests.max", "200",
      "purereducer.commit.statement-timeout", "2s",
      "purereducer.commit.dedup-sweep", "1s",
      "purereducer.dead-letters.sweep", "1s",
      "purereducer.hot-keys.window", "8s");

  static Stack start() {
    var postgres = PostgresProcess.start();
    var kafka = KafkaProcess.start();
    var clock = ShiftedClock.adjustable()
        .orElseThrow(() -> new IllegalStateException(
            "faketime is not installed (Debian: apt-get install faketime)"));
    var services = List.of(
        service("service-1", postgres, kafka).start(),
        service("service-2", postgres, kafka).environment(clock.environment()).start());
    var prometheus = PrometheusProcess.start(FastPrometheusConfig.files(services));
    return new Stack(postgres, kafka, services, clock, new Traffic(services), prometheus);
  }

  private static ServiceProcess.Builder service(
      String name, PostgresProcess postgres, KafkaProcess kafka) {
    return ServiceProcess.on(postgres, kafka).named(name).set(SETTINGS).smallJvm();
  }

  @Override
  public void close() {
    traffic.close();
    prometheus.close();
    services.forEach(ServiceProcess::close);
    kafka.close();
    postgres.close();
  }
}
