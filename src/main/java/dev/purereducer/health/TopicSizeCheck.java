package dev.purereducer.health;

import dev.purereducer.commit.CommitConfig;
import dev.purereducer.event.EventType;
import dev.purereducer.event.TopicsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Check that the event topics exist, and that their {@code max.message.bytes} fits the largest
 * event.
 */
@ApplicationScoped
class TopicSizeCheck {
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
  Map<String, String> findings() throws ExecutionException, TimeoutException, InterruptedException {
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
