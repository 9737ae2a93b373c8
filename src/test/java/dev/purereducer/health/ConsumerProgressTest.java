package dev.purereducer.health;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.health.ConsumerProgress.StalledConsumerException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the Kafka client's own test consumer, whose polls can be left out. */
class ConsumerProgressTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final TopicPartition OTHER = new TopicPartition("t", 1);
  private static final int MANY_CHECKS = 10;

  private final UnreadablePartitions unreadable =
      new UnreadablePartitions("test", Duration.ofHours(1));
  private final ConsumerProgress progress = new ConsumerProgress(unreadable);
  private final SilentConsumer client = new SilentConsumer();

  @BeforeEach
  void assign() {
    client.assign(List.of(PARTITION, OTHER));
    client.updateBeginningOffsets(Map.of(PARTITION, 0L, OTHER, 0L));
    client.updateEndOffsets(Map.of(PARTITION, 9L, OTHER, 9L));
    client.updatePartitions(
        "t",
        List.of(
            new PartitionInfo("t", 0, Node.noNode(), new Node[0], new Node[0]),
            new PartitionInfo("t", 1, Node.noNode(), new Node[0], new Node[0])));
    client.seek(PARTITION, 5);
    client.seek(OTHER, 9);
    progress.check(client);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void recordThatCannotBeRead_pausesItsPartitionOnly(int number) {
    var bad = new TopicPartition("t", number);
    var good = new TopicPartition("t", 1 - number);
    client.seek(bad, 5);
    client.seek(good, 5);

    for (int i = 0; i < MANY_CHECKS; i++) {
      progress.check(client);
      // a poll fails as long as it meets the bad record
      if (client.paused().contains(bad) && !client.paused().contains(good)) {
        client.seek(good, 9);
      }
    }

    assertEquals(Set.of(bad), client.paused());
    assertEquals(Set.of(bad.toString()), unreadable.names());
    assertEquals(9, client.position(good));
  }

  @Test
  void pausedPartition_isTriedAgain() {
    var tried = new UnreadablePartitions("test", Duration.ZERO);
    tried.update(client, Map.of(PARTITION, 5L));
    assertEquals(Set.of(PARTITION), client.paused());

    tried.update(client, Map.of());

    assertEquals(Set.of(), client.paused());
    assertEquals(Set.of(), tried.names());
  }

  @Test
  void consumerWhoseEveryPollFails_isStalled() {
    client.seek(OTHER, 5);

    var failure = assertThrows(StalledConsumerException.class, () -> checkOften());

    assertTrue(failure.getMessage().startsWith("no poll returns a record"), failure.getMessage());
    assertEquals(Set.of(), client.paused());
    assertThrows(StalledConsumerException.class, () -> progress.check(client));
  }

  @Test
  void consumerThatMoves_isNotStalled() {
    for (long offset = 6; offset < 9; offset++) {
      client.seek(PARTITION, offset);
      progress.check(client);
    }

    assertEquals(Set.of(), client.paused());
  }

  @Test
  void consumerAtTheEnd_isNotStalled() {
    client.updateEndOffsets(Map.of(PARTITION, 5L));

    checkOften();

    assertEquals(Set.of(), client.paused());
  }

  @Test
  void partitionPausedByItsReader_isNotStalled() {
    client.pause(Set.of(PARTITION));

    checkOften();

    assertEquals(Set.of(), unreadable.names());
  }

  @Test
  void consumerWithoutMembership_isStalled() {
    for (double age : new double[] {-1, 11}) {
      client.heartbeatAge = age;

      assertThrows(StalledConsumerException.class, () -> checkOften());
      client.heartbeatAge = 1;
      assertDoesNotThrow(() -> progress.check(client));
    }
  }

  @Test
  void unreachableBroker_isNoFinding() {
    client.failure = new TimeoutException("by a test");
    client.heartbeatAge = 60;

    assertDoesNotThrow(() -> checkOften());
  }

  @Test
  void refusedRequest_isAFinding() {
    client.failure = new TopicAuthorizationException("t");

    assertThrows(TopicAuthorizationException.class, () -> checkOften());
  }

  private void checkOften() {
    for (int i = 0; i < MANY_CHECKS; i++) {
      progress.check(client);
    }
  }

  private static final class SilentConsumer extends MockConsumer<byte[], byte[]> {
    private static final MetricName HEARTBEAT =
        new MetricName("last-heartbeat-seconds-ago", "consumer-coordinator-metrics", "", Map.of());

    private double heartbeatAge;
    private RuntimeException failure;

    SilentConsumer() {
      super("earliest");
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      if (failure != null) {
        throw failure;
      }
      return super.endOffsets(partitions, timeout);
    }

    @Override
    public synchronized Map<MetricName, ? extends Metric> metrics() {
      return Map.of(HEARTBEAT, new Metric() {
        @Override
        public MetricName metricName() {
          return HEARTBEAT;
        }

        @Override
        public Object metricValue() {
          return heartbeatAge;
        }
      });
    }
  }
}
