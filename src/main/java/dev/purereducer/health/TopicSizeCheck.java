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

/** Compares what the topics of the events take with how large an event may be. */
@ApplicationScoped
class TopicSizeCheck {
  /** What a record has besides the event: key, headers, and the frame of its batch. */
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

  /** What is wrong, by topic; empty when all is well. */
  Map<String, String> findings() throws ExecutionException, TimeoutException, InterruptedException {
    var timeout = config.checkTimeout();
    var names = Arrays.stream(EventType.values())
        .map(type -> new ConfigResource(ConfigResource.Type.TOPIC, topics.of(type)))
        .collect(Collectors.toSet());
    var options = new DescribeConfigsOptions().timeoutMs((int) timeout.toMillis());
    var described = broker.admin().describeConfigs(names, options).values();
    Map<String, String> findings = new TreeMap<>();
    for (var topic : described.entrySet()) {
      var finding = finding(topic.getValue(), timeout.toMillis());
      if (!finding.isEmpty()) {
        findings.put(topic.getKey().name(), finding);
      }
    }
    return findings;
  }

  /** Empty when the topic is as it should be. */
  private String finding(KafkaFuture<Config> described, long timeoutMillis)
      throws ExecutionException, TimeoutException, InterruptedException {
    try {
      var limit = described
          .get(timeoutMillis, TimeUnit.MILLISECONDS)
          .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      long takes = limit == null ? Long.MAX_VALUE : Long.parseLong(limit.value());
      return takes >= maxEventBytes + RECORD_BYTES
          ? ""
          : "max.message.bytes=" + takes + " is too little for purereducer.commit.max-event-bytes="
              + maxEventBytes + " and " + RECORD_BYTES + " more";
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case UnknownTopicOrPartitionException _ -> "there is no such topic";
        case AuthorizationException _ -> "";
        case null, default -> throw e;
      };
    }
  }
}
