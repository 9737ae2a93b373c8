package dev.purereducer.local;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Config source for dev mode and tests: starts PostgreSQL and Kafka if their addresses are not
 * configured, and supplies those. Configuration is read before any client starts, so random ports
 * work.
 */
public class LocalStackConfigSourceFactory implements ConfigSourceFactory {
  private static final Set<String> PROFILES = Set.of("dev", "test");
  private static final String POSTGRES = "quarkus.datasource.reactive.url";
  private static final String KAFKA = "kafka.bootstrap.servers";
  private static final String TOPIC = "purereducer.topics.";

  /** Below application.properties, whose values take precedence. */
  private static final int ORDINAL = 240;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    return context.getProfiles().stream()
        .filter(PROFILES::contains)
        .limit(1)
        .<ConfigSource>map(profile ->
            new PropertiesConfigSource(missingAddresses(context, profile), "local-stack", ORDINAL))
        .toList();
  }

  private static Map<String, String> missingAddresses(ConfigSourceContext context, String profile) {
    Map<String, String> addresses = new HashMap<>();
    if (value(context, POSTGRES) == null) {
      addresses.put(POSTGRES, LocalStack.postgresUrl(profile));
      addresses.put("quarkus.datasource.username", LocalStack.postgresUser());
      addresses.put("quarkus.datasource.password", LocalStack.postgresPassword());
    }
    if (value(context, KAFKA) == null) {
      addresses.put(KAFKA, LocalStack.kafkaBootstrap(profile, topics(context)));
    }
    return addresses;
  }

  private static Set<String> topics(ConfigSourceContext context) {
    Set<String> topics = new TreeSet<>();
    for (var topic : LocalStack.DEFAULT_TOPICS) {
      var configured = value(context, TOPIC + topic);
      topics.add(configured == null ? topic : configured);
    }
    return topics;
  }

  private static @Nullable String value(ConfigSourceContext context, String name) {
    var value = context.getValue(name);
    return value == null || value.getValue() == null || value.getValue().isEmpty()
        ? null
        : value.getValue();
  }
}
