package dev.purereducer.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Check of one Kafka consumer, run on its polling thread: it is a member of its group, and reads on
 * where its partitions have further records. Asks the broker only if the consumer has not moved since
 * the check before.
 *
 * <p>An unreachable broker is not a finding: the check {@code broker} shows it, and the consumer
 * continues by itself.
 */
final class ConsumerProgress {
  /** The consumer cannot read; the message says where. */
  static final class StalledConsumerException extends RuntimeException {
    StalledConsumerException(String message) {
      super(message, null, false, false);
    }
  }

  /** Longest normal time between two heartbeats of a member: its session has expired by then. */
  private static final Duration MAX_HEARTBEAT_AGE = Duration.ofSeconds(10);

  /** Joining a group takes a moment, at a start and after each rebalance. */
  private static final int MAX_CHECKS_OUTSIDE_OF_GROUP = 2;

  /** A partition that was paused shortly before a check has not moved either, but not at two. */
  private static final int MIN_UNMOVED_CHECKS = 2;

  private static final Duration POSITION_TIMEOUT = Duration.ofMillis(200);
  private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(2);

  private final UnreadablePartitions unreadable;
  private final Map<TopicPartition, Integer> unmovedChecks = new HashMap<>();
  private Map<TopicPartition, Long> lastPositions = Map.of();
  private int checksOutsideOfGroup;

  ConsumerProgress(UnreadablePartitions unreadable) {
    this.unreadable = unreadable;
  }

  /** Throws a StalledConsumerException, or the failure of a request that no retry helps. */
  void check(Consumer<?, ?> client) {
    try {
      requireMembership(client);
      unreadable.update(client, stalled(client));
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
      throw new StalledConsumerException("it is not a member of its consumer group");
    }
  }

  /** Positions of the partitions with further records that were not read for several checks. */
  private Map<TopicPartition, Long> stalled(Consumer<?, ?> client) {
    var positions = positions(client);
    countUnmoved(positions, client.paused());
    lastPositions = positions;
    Set<TopicPartition> unmoved = new HashSet<>();
    unmovedChecks.forEach((partition, checks) -> {
      if (checks >= MIN_UNMOVED_CHECKS && !client.paused().contains(partition)) {
        unmoved.add(partition);
      }
    });
    Map<TopicPartition, Long> stalled = new HashMap<>();
    if (!unmoved.isEmpty()) {
      var ends = client.endOffsets(unmoved, BROKER_TIMEOUT);
      positions.forEach((partition, position) -> {
        if (position < ends.getOrDefault(partition, 0L)) {
          stalled.put(partition, position);
        }
      });
    }
    return stalled;
  }

  /** Paused partitions do not count, because they wait for this service. */
  private void countUnmoved(Map<TopicPartition, Long> positions, Set<TopicPartition> paused) {
    unmovedChecks.keySet().retainAll(positions.keySet());
    positions.forEach((partition, position) -> {
      if (paused.contains(partition)) {
        if (!unreadable.isSuspect(partition)) {
          unmovedChecks.remove(partition);
        }
      } else if (position.equals(lastPositions.get(partition))) {
        unmovedChecks.merge(partition, 1, Integer::sum);
      } else {
        unmovedChecks.remove(partition);
      }
    });
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
