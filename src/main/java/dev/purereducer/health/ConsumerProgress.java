package dev.purereducer.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Check of one Kafka consumer, run on its polling thread: it is a member of its group, and its polls
 * do not fail. The connector retries a failed poll without end and without a log line, so the check
 * polls as well if no partition has moved since the checks before.
 *
 * <p>An unreachable broker is not a finding: the check {@code broker} shows it, and the consumer
 * continues by itself.
 */
final class ConsumerProgress {
  /** The consumer is not a member of its group. */
  static final class NotAMemberException extends RuntimeException {
    NotAMemberException() {
      super("it is not a member of its consumer group", null, false, false);
    }
  }

  /** Longest normal time between two heartbeats of a member: its session has expired by then. */
  private static final Duration MAX_HEARTBEAT_AGE = Duration.ofSeconds(10);

  /** Joining a group takes a moment, at a start and after each rebalance. */
  private static final int MAX_CHECKS_OUTSIDE_OF_GROUP = 5;

  /** An idle consumer is polled by a check once in so many. */
  private static final int UNMOVED_CHECKS_PER_POLL = 3;

  private static final Duration POSITION_TIMEOUT = Duration.ofMillis(200);
  private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(2);

  private final UnreadablePartitions unreadable;
  private Map<TopicPartition, Long> lastPositions = Map.of();
  private int unmovedChecks;
  private int checksOutsideOfGroup;

  ConsumerProgress(UnreadablePartitions unreadable) {
    this.unreadable = unreadable;
  }

  /**
   * Throws a NotAMemberException, an UnreadableRecordException, or the failure of a poll or request
   * that no retry helps.
   */
  void check(Consumer<?, ?> client) {
    try {
      requireMembership(client);
      unreadable.pauseAndRetry(client);
      if (hasNotMoved(client)) {
        unreadable.find(client);
      }
      unreadable.requireNone();
    } catch (RetriableException brokerUnavailable) {
      lastPositions = Map.of();
    }
  }

  private void requireMembership(Consumer<?, ?> client) {
    double age = secondsSinceHeartbeat(client);
    if (age >= 0 && age <= MAX_HEARTBEAT_AGE.toSeconds()) {
      checksOutsideOfGroup = 0;
      return;
    }
    checksOutsideOfGroup++;
    if (checksOutsideOfGroup >= MAX_CHECKS_OUTSIDE_OF_GROUP) {
      // fails if the broker is not reachable, which explains it
      client.endOffsets(partitions(client), BROKER_TIMEOUT);
      throw new NotAMemberException();
    }
  }

  /** Whether no partition has moved for several checks; once per so many. */
  private boolean hasNotMoved(Consumer<?, ?> client) {
    var positions = positions(client);
    unmovedChecks = positions.equals(lastPositions) ? unmovedChecks + 1 : 0;
    lastPositions = positions;
    return unmovedChecks > 0 && unmovedChecks % UNMOVED_CHECKS_PER_POLL == 0;
  }

  private static Map<TopicPartition, Long> positions(Consumer<?, ?> client) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (var partition : client.assignment()) {
      positions.put(partition, client.position(partition, POSITION_TIMEOUT));
    }
    return positions;
  }

  private static Set<TopicPartition> partitions(Consumer<?, ?> client) {
    return client.subscription().stream()
        .flatMap(topic -> client.partitionsFor(topic, BROKER_TIMEOUT).stream())
        .map(it -> new TopicPartition(it.topic(), it.partition()))
        .collect(Collectors.toSet());
  }

  /** Negative if there was none; 0 if this consumer has no such metric. */
  private static double secondsSinceHeartbeat(Consumer<?, ?> client) {
    return client.metrics().entrySet().stream()
        .filter(it -> it.getKey().name().equals("last-heartbeat-seconds-ago"))
        .mapToDouble(it -> ((Number) it.getValue().metricValue()).doubleValue())
        .findFirst()
        .orElse(0);
  }
}
