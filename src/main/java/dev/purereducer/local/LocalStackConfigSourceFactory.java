package dev.purereducer.local;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** In dev mode and tests only: supplies the addresses that nobody configured, starting the servers behind them. */
public class LocalStackConfigSourceFactory implements ConfigSourceFactory {
  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    String profile = context.getProfiles().stream()
        .filter(p -> p.equals("dev") || p.equals("test"))
        .findFirst()
        .orElse(null);
    if (profile == null) return List.of(); // reload
    Map<String, String> m = new HashMap<>();
    if (absent(context, "quarkus.datasource.reactive.url")) {
      m.put("quarkus.datasource.reactive.url", call("postgresUrl", profile));
      m.put("quarkus.datasource.username", "postgres");
      m.put("quarkus.datasource.password", "postgres");
    }
    if (absent(context, "kafka.bootstrap.servers"))
      m.put("kafka.bootstrap.servers", call("kafkaBootstrap", profile));
    return m.isEmpty() ? List.of() : List.of(new PropertiesConfigSource(m, "local-stack", 240));
  }

  private static boolean absent(ConfigSourceContext c, String name) {
    ConfigValue v = c.getValue(name);
    return v == null || v.getValue() == null || v.getValue().isEmpty();
  }

  private static String call(String method, String profile) {
    try { // by name: nothing in the packaged application links to the servers' classes
      return (String) Class.forName(
              "dev.purereducer.local.LocalStack",
              true,
              Thread.currentThread().getContextClassLoader())
          .getMethod(method, String.class)
          .invoke(null, profile);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("local stack: " + method, e);
    }
  }
}
