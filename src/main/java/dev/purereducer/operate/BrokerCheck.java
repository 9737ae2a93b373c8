package dev.purereducer.operate;

import io.smallrye.common.annotation.Identifier;
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
 * Ready when the broker answers a client of its own, whichever channels run here. Waits for the
 * answer on a worker thread, where checks run that are not asynchronous.
 */
@Readiness
@ApplicationScoped
public class BrokerCheck implements HealthCheck {
  private static final String NAME = "broker";

  private final Map<String, Object> kafka;
  private final OperateConfig config;
  private @Nullable Admin admin;

  public BrokerCheck(
      @Identifier("default-kafka-broker") Map<String, Object> kafka, OperateConfig config) {
    this.kafka = kafka;
    this.config = config;
  }

  @Override
  public HealthCheckResponse call() {
    var timeout = config.checkTimeout();
    var options = new DescribeClusterOptions().timeoutMs((int) timeout.toMillis());
    try {
      admin().describeCluster(options).clusterId().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return HealthCheckResponse.up(NAME);
    } catch (ExecutionException e) {
      return Verdicts.down(NAME, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      return Verdicts.down(NAME, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Verdicts.down(NAME, e);
    }
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }

  private synchronized Admin admin() {
    if (admin == null) {
      Map<String, Object> settings = new HashMap<>(kafka);
      settings.put("client.id", "pure-reducer-health");
      admin = Admin.create(settings);
    }
    return admin;
  }
}
