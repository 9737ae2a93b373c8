package dev.purereducer.runtime;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets of one consumer that are settled, and those that the broker has confirmed. Records may be
 * settled in any order; an offset counts when all earlier ones of its partition are settled too. Safe
 * from any thread.
 */
final class SettledOffsets {
  private final Map<TopicPartition, PartitionOffsets> partitions = new HashMap<>();

  synchronized void received(TopicPartition partition, long offset, Object record) {
    partitions.computeIfAbsent(partition, _ -> new PartitionOffsets()).received(offset, record);
  }

  /**
   * Settles a record, which is compared by identity: a record of a revoked partition does not settle
   * its redelivery, which may be in a batch with earlier ones that are not settled.
   */
  synchronized void settled(TopicPartition partition, Object record) {
    var offsets = partitions.get(partition);
    if (offsets != null) {
      offsets.settled(record);
    }
  }

  /** The positions to commit; each stays here until {@link #committed}. */
  synchronized Map<TopicPartition, OffsetAndMetadata> uncommitted() {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    partitions.forEach((partition, offsets) -> {
      if (offsets.settledPosition > offsets.committedPosition) {
        positions.put(partition, new OffsetAndMetadata(offsets.settledPosition));
      }
    });
    return positions;
  }

  /** The broker has confirmed these positions. */
  synchronized void committed(Map<TopicPartition, OffsetAndMetadata> positions) {
    positions.forEach((partition, position) -> {
      var offsets = partitions.get(partition);
      if (offsets != null) {
        offsets.committedPosition = Math.max(offsets.committedPosition, position.offset());
      }
    });
  }

  /** Forgets partitions that are assigned to another consumer from now on. */
  synchronized void remove(Collection<TopicPartition> revoked) {
    revoked.forEach(partitions::remove);
  }

  private static final class PartitionOffsets {
    private static final class OpenRecord {
      private final long offset;
      private final Object record;
      private boolean settled;

      OpenRecord(long offset, Object record) {
        this.offset = offset;
        this.record = record;
      }
    }

    private final Deque<OpenRecord> open = new ArrayDeque<>();
    private long settledPosition;
    private long committedPosition;

    void received(long offset, Object record) {
      open.addLast(new OpenRecord(offset, record));
    }

    void settled(Object record) {
      // mostly the first
      for (var candidate : open) {
        if (candidate.record == record) {
          candidate.settled = true;
          break;
        }
      }
      while (!open.isEmpty() && open.getFirst().settled) {
        settledPosition = open.removeFirst().offset + 1;
      }
    }
  }
}
