package dev.purereducer;

import dev.purereducer.local.LocalStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** For tests of the packaged application, which has no local stack inside. */
public class LocalStackResource implements QuarkusTestResourceLifecycleManager {
  @Override
  public Map<String, String> start() {
    return Map.of(
        "quarkus.datasource.reactive.url",
        LocalStack.postgresUrl("test"),
        "quarkus.datasource.username",
        "postgres",
        "quarkus.datasource.password",
        "postgres",
        "kafka.bootstrap.servers",
        LocalStack.kafkaBootstrap("test"));
  }

  @Override
  public void stop() {} // at JVM exit: the packaged application is still running here
}
