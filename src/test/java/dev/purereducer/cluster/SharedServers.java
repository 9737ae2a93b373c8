package dev.purereducer.cluster;

import dev.purereducer.testkit.KafkaProcess;
import dev.purereducer.testkit.PostgresProcess;
import dev.purereducer.testkit.ServiceProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL and one Kafka for the integration tests of this JVM: started on first use, ended
 * with the JVM. Tests use keys of their own, and one service runs at a time.
 */
public final class SharedServers {
  private static @Nullable PostgresProcess postgres;
  private static @Nullable KafkaProcess kafka;

  private SharedServers() {}

  public static synchronized PostgresProcess postgres() {
    if (postgres == null) {
      postgres = PostgresProcess.start();
    }
    return postgres;
  }

  public static synchronized KafkaProcess kafka() {
    if (kafka == null) {
      kafka = KafkaProcess.start();
    }
    return kafka;
  }

  /** A service that uses both. */
  public static ServiceProcess.Builder service() {
    return ServiceProcess.on(postgres(), kafka());
  }

  /** JVM options for a fast start of a service that is not measured; none for a native executable. */
  public static List<String> fastStart() {
    return ServiceProcess.artifact().equals("jvm")
        ? List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        : List.of("-Xmx256m");
  }
}
