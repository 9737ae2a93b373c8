package dev.purereducer.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Partitions of one consumer whose next record cannot be read: a poll that meets it fails, and so
 * does every later one, so that no other partition is read either. Each such partition is paused, and
 * tried again after a while.
 *
 * <p>The evidence is the failure of a poll of this partition alone. Records that such a poll returns
 * are read again by the connector.
 */
final class UnreadablePartitions {
  /** A partition is paused because its next record cannot be read. */
  static final class UnreadableRecordException extends RuntimeException {
    UnreadableRecordException(Set<TopicPartition> partitions) {
      super("the next record cannot be read in " + partitions, null, false, false);
    }
  }

  private static final Logger LOG = Logger.getLogger(UnreadablePartitions.class);

  private final String channel;
  private final Duration retryInterval;
  private final Map<TopicPartition, Long> pausedAtNanos = new HashMap<>();

  UnreadablePartitions(String channel, Duration retryInterval) {
    this.channel = channel;
    this.retryInterval = retryInterval;
  }

  /** Throws an UnreadableRecordException while a partition is paused. */
  void requireNone() {
    if (!pausedAtNanos.isEmpty()) {
      throw new UnreadableRecordException(pausedAtNanos.keySet());
    }
  }

  /** Pauses the partitions again, because the connector resumes all of them when its queue is empty. */
  void pauseAndRetry(Consumer<?, ?> client) {
    pausedAtNanos.keySet().retainAll(client.assignment());
    long now = System.nanoTime();
    Set<TopicPartition> due = new HashSet<>();
    pausedAtNanos.forEach((partition, at) -> {
      if (now - at >= retryInterval.toNanos()) {
        due.add(partition);
      }
    });
    pausedAtNanos.keySet().removeAll(due);
    client.resume(due);
    client.pause(pausedAtNanos.keySet());
  }

  /**
   * Polls, and pauses the partitions whose record cannot be read. Throws the failure of a poll that
   * has another cause.
   */
  void find(Consumer<?, ?> client) {
    if (poll(client) == null) {
      return;
    }
    var paused = Set.copyOf(client.paused());
    for (var candidate : Set.copyOf(client.assignment())) {
      if (!paused.contains(candidate) && client.assignment().contains(candidate)) {
        findIn(client, candidate, paused);
      }
    }
  }

  private void findIn(
      Consumer<?, ?> client, TopicPartition candidate, Set<TopicPartition> pausedBefore) {
    client.pause(without(client.assignment(), Set.of(candidate)));
    try {
      var failure = poll(client);
      if (failure != null) {
        pausedAtNanos.put(candidate, System.nanoTime());
        LOG.errorf(
            "channel=%s partition=%s the next record cannot be read; the partition is paused and tried"
                + " again every %d s, other partitions continue: %s",
            channel, candidate, retryInterval.toSeconds(), failure);
      }
    } finally {
      client.resume(without(client.assignment(), pausedBefore));
      pausedAtNanos.keySet().retainAll(client.assignment());
      client.pause(pausedAtNanos.keySet());
    }
  }

  /** The failure if a record cannot be read; null if the poll returns. */
  private static @Nullable Throwable poll(Consumer<?, ?> client) {
    try {
      var records = client.poll(Duration.ZERO);
      for (var partition : records.partitions()) {
        client.seek(partition, records.records(partition).getFirst().offset());
      }
      return null;
    } catch (Throwable failure) {
      if (isOfARecord(failure)) {
        return failure;
      }
      throw failure;
    }
  }

  /** The client has no type of its own for the failure of a codec or of a checksum. */
  private static boolean isOfARecord(Throwable failure) {
    return failure.getClass() == KafkaException.class
        || failure instanceof SerializationException
        || failure instanceof LinkageError;
  }

  private static Set<TopicPartition> without(
      Set<TopicPartition> partitions, Set<TopicPartition> removed) {
    Set<TopicPartition> rest = new HashSet<>(partitions);
    rest.removeAll(removed);
    return rest;
  }
}
