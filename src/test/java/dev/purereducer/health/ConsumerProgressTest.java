package dev.purereducer.health;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.health.ConsumerProgress.NotAMemberException;
import dev.purereducer.health.UnreadablePartitions.UnreadableRecordException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
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

/** With the Kafka client's own test consumer, whose polls are those of the check only. */
class ConsumerProgressTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final TopicPartition OTHER = new TopicPartition("t", 1);
  private static final int MANY_CHECKS = 10;

  private final ConsumerProgress progress =
      new ConsumerProgress(new UnreadablePartitions("test", Duration.ofHours(1)));
  private final FailingConsumer client = new FailingConsumer();

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
    client.seek(OTHER, 5);
    progress.check(client);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void recordThatCannotBeRead_pausesItsPartitionOnly(int number) {
    var bad = new TopicPartition("t", number);
    client.unreadable.add(bad);

    checkOftenUntilUnreadable();

    assertEquals(Set.of(bad), client.paused());
    var failure = assertThrows(UnreadableRecordException.class, () -> progress.check(client));
    assertTrue(failure.getMessage().contains(bad.toString()), failure.getMessage());
  }

  @Test
  void severalUnreadablePartitions_arePaused() {
    client.unreadable.addAll(List.of(PARTITION, OTHER));

    checkOftenUntilUnreadable();

    assertEquals(Set.of(PARTITION, OTHER), client.paused());
  }

  @Test
  void unreadablePartition_staysPaused_whenTheConnectorResumesAll() {
    client.unreadable.add(PARTITION);
    checkOftenUntilUnreadable();
    client.resume(client.assignment());

    assertThrows(UnreadableRecordException.class, () -> progress.check(client));

    assertEquals(Set.of(PARTITION), client.paused());
  }

  @Test
  void pausedPartition_isTriedAgain() {
    var tried = new UnreadablePartitions("test", Duration.ZERO);
    client.unreadable.add(PARTITION);
    tried.find(client);
    assertEquals(Set.of(PARTITION), client.paused());

    tried.pauseAndRetry(client);

    assertEquals(Set.of(), client.paused());
    assertDoesNotThrow(tried::requireNone);
  }

  @Test
  void partitionsThatStandStill_areNotPaused_ifAPollReturns() {
    checkOften();

    assertEquals(Set.of(), client.paused());
  }

  @Test
  void recordsOfACheck_areReadAgain() {
    client.addRecord(new ConsumerRecord<>("t", 0, 5, null, null));

    checkOften();

    assertEquals(5, client.position(PARTITION));
  }

  @Test
  void partitionsPausedByTheirReader_stayPaused() {
    client.pause(Set.of(OTHER));
    client.unreadable.add(PARTITION);

    checkOftenUntilUnreadable();

    assertEquals(Set.of(PARTITION, OTHER), client.paused());
  }

  @Test
  void pollThatFailsForAnotherReason_isAFinding() {
    client.pollFailure = new TopicAuthorizationException("t");

    assertThrows(TopicAuthorizationException.class, this::checkOften);
    assertEquals(Set.of(), client.paused());
  }

  @Test
  void consumerWithoutMembership_isStalled() {
    for (double age : new double[] {-1, 11}) {
      client.heartbeatAge = age;

      assertThrows(NotAMemberException.class, () -> checkOften());
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
    client.heartbeatAge = -1;

    assertThrows(TopicAuthorizationException.class, () -> checkOften());
  }

  private void checkOftenUntilUnreadable() {
    assertThrows(UnreadableRecordException.class, this::checkOften);
  }

  private void checkOften() {
    for (int i = 0; i < MANY_CHECKS; i++) {
      progress.check(client);
    }
  }

  private static final class FailingConsumer extends MockConsumer<byte[], byte[]> {
    private static final MetricName HEARTBEAT =
        new MetricName("last-heartbeat-seconds-ago", "consumer-coordinator-metrics", "", Map.of());

    private final Set<TopicPartition> unreadable = new HashSet<>();
    private double heartbeatAge;
    private RuntimeException failure;
    private RuntimeException pollFailure;

    FailingConsumer() {
      super("earliest");
    }

    /** Fails as the client does: nothing is read until the partition at fault is paused. */
    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (pollFailure != null) {
        throw pollFailure;
      }
      if (!paused().containsAll(unreadable)) {
        throw new KafkaException("Received exception when fetching the next record");
      }
      return super.poll(timeout);
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
