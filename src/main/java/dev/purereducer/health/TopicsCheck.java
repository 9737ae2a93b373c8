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
 * Wellness check of the event topics: each exists and accepts the largest event. Not part of
 * readiness, because most events are far smaller.
 */
@Wellness
@ApplicationScoped
public class TopicsCheck implements HealthCheck {
  private static final String NAME = "topics";
  private static final Logger LOG = Logger.getLogger(TopicsCheck.class);

  private final TopicSizeCheck topicSizes;

  public TopicsCheck(TopicSizeCheck topicSizes) {
    this.topicSizes = topicSizes;
  }

  /** Runs in a separate thread, so that an unavailable broker does not delay the start. */
  void onStart(@Observes StartupEvent event) {
    Thread.ofPlatform().daemon().name("topics-check").start(this::logFindings);
  }

  @Override
  public HealthCheckResponse call() {
    try {
      var findings = topicSizes.findings();
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

  private void logFindings() {
    try {
      Map<String, String> findings = new TreeMap<>(topicSizes.findings());
      findings.forEach((topic, finding) -> LOG.errorf("topic=%s %s", topic, finding));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.warnf("topic configuration could not be checked at start: %s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
