package dev.purereducer.health;

import dev.purereducer.health.ConsumerProgress.StalledConsumerException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Partitions of one consumer whose next record cannot be read. Each is paused, and tried again after
 * a while.
 *
 * <p>A poll that meets such a record fails, and so does every later one, so that no other partition
 * is read either. The failure does not always name the partition. It is found by pausing one stalled
 * partition at a time: if the others move then, it is the one.
 */
final class UnreadablePartitions {
  private static final Logger LOG = Logger.getLogger(UnreadablePartitions.class);

  private final String channel;
  private final Duration retryInterval;
  private final Map<TopicPartition, Long> pausedAtNanos = new ConcurrentHashMap<>();
  private final Set<TopicPartition> tried = new HashSet<>();
  private @Nullable TopicPartition suspect;
  private long suspectOffset;
  private boolean searchFailed;

  UnreadablePartitions(String channel, Duration retryInterval) {
    this.channel = channel;
    this.retryInterval = retryInterval;
  }

  /** The names of the paused partitions, in order. Safe from any thread. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    pausedAtNanos.keySet().forEach(partition -> names.add(partition.toString()));
    return names;
  }

  boolean isSuspect(TopicPartition partition) {
    return partition.equals(suspect);
  }

  /**
   * Runs on the polling thread. Throws a StalledConsumerException if no single partition is the
   * cause.
   *
   * @param stalled positions of partitions that are not paused, have further records and do not move
   */
  void update(Consumer<?, ?> client, Map<TopicPartition, Long> stalled) {
    forgetRevoked(client);
    if (stalled.isEmpty()) {
      othersMove();
    } else if (searchFailed) {
      throw stalledEverywhere(stalled);
    } else {
      if (suspect != null) {
        client.resume(Set.of(suspect));
        tried.add(suspect);
      }
      suspectNext(client, stalled);
    }
    pauseAndRetry(client);
  }

  /** All others move, or have no further records. */
  private void othersMove() {
    if (suspect != null) {
      LOG.errorf(
          "channel=%s partition=%s offset=%d the record cannot be read: it is compressed with a codec"
              + " that cannot be loaded, or is damaged. The partition is paused and tried again every"
              + " %d s; other partitions continue",
          channel, suspect, suspectOffset, retryInterval.toSeconds());
      pausedAtNanos.put(suspect, System.nanoTime());
    }
    suspect = null;
    searchFailed = false;
    tried.clear();
  }

  private void suspectNext(Consumer<?, ?> client, Map<TopicPartition, Long> stalled) {
    suspect = null;
    for (var candidate : stalled.entrySet()) {
      if (!tried.contains(candidate.getKey())) {
        suspect = candidate.getKey();
        suspectOffset = candidate.getValue();
        client.pause(Set.of(suspect));
        return;
      }
    }
    searchFailed = true;
    tried.clear();
    throw stalledEverywhere(stalled);
  }

  private static StalledConsumerException stalledEverywhere(Map<TopicPartition, Long> stalled) {
    return new StalledConsumerException(
        "no poll returns a record, although there are further ones after " + stalled);
  }

  private void forgetRevoked(Consumer<?, ?> client) {
    pausedAtNanos.keySet().retainAll(client.assignment());
    if (suspect != null && !client.assignment().contains(suspect)) {
      suspect = null;
    }
  }

  /** The connector resumes all partitions when its queue is empty. */
  private void pauseAndRetry(Consumer<?, ?> client) {
    long now = System.nanoTime();
    for (var paused : pausedAtNanos.entrySet()) {
      if (now - paused.getValue() < retryInterval.toNanos()) {
        client.pause(Set.of(paused.getKey()));
      } else {
        pausedAtNanos.remove(paused.getKey());
        client.resume(Set.of(paused.getKey()));
      }
    }
  }
}
