package dev.purereducer.health;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;

/**
 * Well when every topic is there and takes the largest event. Not part of readiness: most events
 * are far smaller. A topic whose settings may not be looked at counts as well.
 */
@Wellness
@ApplicationScoped
public class TopicsCheck implements HealthCheck {
  private static final String NAME = "topics";
  private static final Logger LOG = Logger.getLogger(TopicsCheck.class);

  private final TopicSizeCheck limits;

  public TopicsCheck(TopicSizeCheck limits) {
    this.limits = limits;
  }

  /** Beside the start: a broker that is away must not hold it up. */
  void onStart(@Observes StartupEvent event) {
    Thread.ofPlatform().daemon().name("topics-check").start(this::warn);
  }

  @Override
  public HealthCheckResponse call() {
    try {
      var findings = limits.findings();
      var response = HealthCheckResponse.named(NAME).status(findings.isEmpty());
      findings.forEach(response::withData);
      return response.build();
    } catch (ExecutionException e) {
      return HealthResponses.down(NAME, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException e) {
      return HealthResponses.down(NAME, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return HealthResponses.down(NAME, e);
    }
  }

  private void warn() {
    try {
      Map<String, String> findings = new TreeMap<>(limits.findings());
      findings.forEach((topic, finding) -> LOG.errorf("topic=%s %s", topic, finding));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warnf("topics not checked at start: %s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
