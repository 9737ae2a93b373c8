package dev.purereducer.health;

import dev.purereducer.commit.CommitConfig;
import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.event.TopicsConfig;
import dev.purereducer.health.BrokerCheck.BrokerAdmin;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
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

  /**
   * Check that the event topics exist, and that their {@code max.message.bytes} fits the largest
   * event.
   */
  @ApplicationScoped
  static class TopicSizeCheck {
    /** Allowance for a record's key and headers, and for the header of its batch. */
    static final int RECORD_BYTES = 8 * 1_024;

    private final BrokerAdmin broker;
    private final TopicsConfig topics;
    private final HealthConfig config;
    private final long maxEventBytes;

    TopicSizeCheck(
        BrokerAdmin broker, TopicsConfig topics, HealthConfig config, CommitConfig commit) {
      this.broker = broker;
      this.topics = topics;
      this.config = config;
      this.maxEventBytes = commit.maxEventBytes().asLongValue();
    }

    /** Misconfigured topics with a description; empty if there are none. */
    Map<String, String> findings()
        throws ExecutionException, TimeoutException, InterruptedException {
      var timeout = config.checkTimeout();
      var resources = Arrays.stream(EventType.values())
          .map(type -> new ConfigResource(ConfigResource.Type.TOPIC, topics.of(type)))
          .collect(Collectors.toSet());
      var options = new DescribeConfigsOptions().timeoutMs((int) timeout.toMillis());
      var described = broker.admin().describeConfigs(resources, options).values();
      Map<String, String> findings = new TreeMap<>();
      for (var topic : described.entrySet()) {
        var finding = finding(topic.getValue(), timeout.toMillis());
        if (!finding.isEmpty()) {
          findings.put(topic.getKey().name(), finding);
        }
      }
      return findings;
    }

    /** Empty if the topic is configured correctly, or if its configuration may not be read. */
    private String finding(KafkaFuture<Config> described, long timeoutMillis)
        throws ExecutionException, TimeoutException, InterruptedException {
      try {
        var limit = described
            .get(timeoutMillis, TimeUnit.MILLISECONDS)
            .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        long maxBytes = limit == null ? Long.MAX_VALUE : Long.parseLong(limit.value());
        return maxBytes >= maxEventBytes + RECORD_BYTES
            ? ""
            : "max.message.bytes=" + maxBytes + " is below purereducer.commit.max-event-bytes="
                + maxEventBytes + " plus " + RECORD_BYTES;
      } catch (ExecutionException e) {
        return switch (e.getCause()) {
          case UnknownTopicOrPartitionException _ -> "topic does not exist";
          case AuthorizationException _ -> "";
          case null, default -> throw e;
        };
      }
    }
  }
}
