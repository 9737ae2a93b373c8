package dev.purereducer.health;

import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.health.api.Wellness;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Wellness check of the Kafka broker, over an admin client, so that it does not depend on the roles
 * of this instance. Synchronous checks run on a worker thread, so it may wait for the response.
 */
@Wellness
@ApplicationScoped
public class BrokerCheck implements HealthCheck {
  private static final String NAME = "broker";

  private final BrokerAdmin broker;
  private final HealthConfig config;

  BrokerCheck(BrokerAdmin broker, HealthConfig config) {
    this.broker = broker;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    var timeout = config.checkTimeout();
    var options = new DescribeClusterOptions().timeoutMs((int) timeout.toMillis());
    try {
      broker
          .admin()
          .describeCluster(options)
          .clusterId()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return HealthCheckResponse.up(NAME);
    } catch (ExecutionException e) {
      return HealthResponses.down(NAME, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      return HealthResponses.down(NAME, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return HealthResponses.down(NAME, e);
    }
  }

  /**
   * Readiness check of the broker, for instances that do nothing without it. It is always up in one
   * that serves requests: a load balancer would take all of these away at once, although actions are
   * accepted and read meanwhile.
   */
  @Readiness
  @ApplicationScoped
  static class BrokerReadinessCheck implements HealthCheck {
    private final BrokerCheck broker;
    private final BrokerNeed need;

    BrokerReadinessCheck(@Wellness BrokerCheck broker, BrokerNeed need) {
      this.broker = broker;
      this.need = need;
    }

    @Override
    public HealthCheckResponse call() {
      return need.isForReadiness()
          ? broker.call()
          : HealthCheckResponse.named(NAME).up().withData("needed", false).build();
    }
  }

  /** Whether this instance needs the broker to be ready. */
  @ApplicationScoped
  static class BrokerNeed {
    private final boolean isForReadiness;

    BrokerNeed(RoleConfig roles) {
      isForReadiness = !roles.runs(Role.INGEST) && !roles.runs(Role.READ);
    }

    boolean isForReadiness() {
      return isForReadiness;
    }
  }

  /** Kafka admin client of the health checks, created on first use, which may block. */
  @ApplicationScoped
  static class BrokerAdmin {
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
}
