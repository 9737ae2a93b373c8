package dev.purereducer.health;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Kafka admin client of the health checks, created on first use, which may block. */
@ApplicationScoped
class BrokerAdmin {
  private final Map<String, Object> defaults;
  private @Nullable Admin admin;

  BrokerAdmin(@Identifier("default-kafka-broker") Map<String, Object> defaults) {
    this.defaults = defaults;
  }

  synchronized Admin admin() {
    if (admin == null) {
      Map<String, Object> settings = new HashMap<>(defaults);
      settings.put("client.id", "pure-reducer-health");
      admin = Admin.create(settings);
    }
    return admin;
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
