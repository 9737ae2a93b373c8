package dev.purereducer;

import dev.purereducer.local.LocalStack;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** For tests of the packaged application, which has no local stack inside. */
public class LocalStackResource implements QuarkusTestResourceLifecycleManager {
  private static final String PROFILE = "test";

  @Override
  public Map<String, String> start() {
    return Map.of(
        "purereducer.auth", "none",
        "quarkus.datasource.reactive.url", LocalStack.postgresUrl(PROFILE),
        "quarkus.datasource.username", LocalStack.postgresUser(),
        "quarkus.datasource.password", LocalStack.postgresPassword(),
        "kafka.bootstrap.servers", LocalStack.kafkaBootstrap(PROFILE, LocalStack.DEFAULT_TOPICS));
  }

  @Override
  public void stop() {} // at JVM exit: the packaged application is still running here
}
