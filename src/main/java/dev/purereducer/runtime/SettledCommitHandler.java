package dev.purereducer.runtime;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jboss.logging.Logger;

/**
 * Commit strategy {@code settled} of the Kafka consumers: commits the offsets of settled records at
 * an interval, until the broker has confirmed them.
 *
 * <p>The connector's strategy {@code throttled} forgets an offset whose commit fails, which is the
 * rule during a rebalance. If no further record of that partition arrives, the offset is never
 * committed, not at a stop either, and the records are read again after the next start.
 */
final class SettledCommitHandler implements KafkaCommitHandler {

  /** Creates the handler of each channel with {@code commit-strategy=settled}. */
  @ApplicationScoped
  @Identifier("settled")
  static class SettledCommitHandlerFactory implements KafkaCommitHandler.Factory {
    @Override
    public KafkaCommitHandler create(
        KafkaConnectorIncomingConfiguration config,
        Vertx vertx,
        KafkaConsumer<?, ?> consumer,
        BiConsumer<Throwable, Boolean> reportFailure) {
      var interval = config
          .config()
          .getOptionalValue("auto.commit.interval.ms", Long.class)
          .map(Duration::ofMillis)
          .orElse(DEFAULT_INTERVAL);
      return new SettledCommitHandler(config.getChannel(), consumer, vertx, interval);
    }
  }

  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

  /** Longest time that a commit keeps the polling thread. */
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  /** Longest time that a stop waits until the broker has confirmed all offsets. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration REBALANCE_POLL = Duration.ofMillis(100);
  private static final Logger LOG = Logger.getLogger(SettledCommitHandler.class);

  private final String channel;
  private final KafkaConsumer<?, ?> consumer;
  private final Vertx vertx;
  private final long timer;
  private final SettledOffsets offsets = new SettledOffsets();
  private final AtomicBoolean committing = new AtomicBoolean();
  private final LogThrottle logThrottle = new LogThrottle();

  SettledCommitHandler(
      String channel, KafkaConsumer<?, ?> consumer, Vertx vertx, Duration interval) {
    this.channel = channel;
    this.consumer = consumer;
    this.vertx = vertx;
    this.timer = vertx.setPeriodic(interval.toMillis(), _ -> commitIfNeeded());
  }

  @Override
  public <K, V> Uni<IncomingKafkaRecord<K, V>> received(IncomingKafkaRecord<K, V> record) {
    offsets.received(partition(record), record.getOffset(), record);
    return Uni.createFrom().item(record);
  }

  @Override
  public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record) {
    return Uni.createFrom().emitter(settled -> {
      offsets.settled(partition(record), record);
      record.runOnMessageContext(() -> settled.complete(null));
    });
  }

  /** Runs on the polling thread. Records of a former assignment count no longer. */
  @Override
  public void partitionsAssigned(Collection<TopicPartition> assigned) {
    offsets.remove(assigned);
  }

  /** Runs on the polling thread, before the partitions are assigned to another consumer. */
  @Override
  public void partitionsRevoked(Collection<TopicPartition> revoked) {
    try {
      commit(consumer.unwrap());
    } catch (RuntimeException failure) {
      LOG.warnf(
          "channel=%s offsets not committed before a rebalance, their records are redelivered: %s",
          channel, failure);
    }
    offsets.remove(revoked);
  }

  /** Commits what is settled when the application stops, also if a rebalance is under way. */
  @Override
  public void terminate(boolean graceful) {
    vertx.cancelTimer(timer);
    long deadlineNanos = System.nanoTime() + STOP_TIMEOUT.toNanos();
    while (!offsets.uncommitted().isEmpty()) {
      long leftNanos = deadlineNanos - System.nanoTime();
      if (leftNanos <= 0) {
        LOG.warnf("channel=%s stopped before all offsets were committed", channel);
        return;
      }
      try {
        consumer
            .runOnPollingThread(this::commitOrRejoin)
            .await()
            .atMost(Duration.ofNanos(leftNanos));
      } catch (RuntimeException failure) {
        LOG.warnf("channel=%s stopped before all offsets were committed: %s", channel, failure);
        return;
      }
    }
  }

  private void commitIfNeeded() {
    if (offsets.uncommitted().isEmpty() || !committing.compareAndSet(false, true)) {
      return;
    }
    consumer
        .runOnPollingThread(this::commit)
        .onTermination()
        .invoke(() -> committing.set(false))
        .subscribe()
        .with(_ -> {}, this::commitFailed);
  }

  private void commitFailed(Throwable failure) {
    if (logThrottle.tryAcquire()) {
      LOG.infof("channel=%s offsets not committed, will be retried: %s", channel, failure);
    }
  }

  private void commit(Consumer<?, ?> client) {
    var positions = uncommitted(client);
    if (!positions.isEmpty()) {
      client.commitSync(positions, COMMIT_TIMEOUT);
      offsets.committed(positions);
    }
  }

  /** Only a poll completes a rebalance; the records of new partitions are not needed any more. */
  private void commitOrRejoin(Consumer<?, ?> client) {
    try {
      commit(client);
    } catch (RebalanceInProgressException rebalance) {
      client.pause(client.assignment());
      client.poll(REBALANCE_POLL);
    }
    var notAssigned = new HashMap<>(offsets.uncommitted());
    notAssigned.keySet().removeAll(client.assignment());
    offsets.remove(notAssigned.keySet());
  }

  private Map<TopicPartition, OffsetAndMetadata> uncommitted(Consumer<?, ?> client) {
    var positions = new HashMap<>(offsets.uncommitted());
    positions.keySet().retainAll(client.assignment());
    return positions;
  }

  private static TopicPartition partition(IncomingKafkaRecord<?, ?> record) {
    return new TopicPartition(record.getTopic(), record.getPartition());
  }
}
