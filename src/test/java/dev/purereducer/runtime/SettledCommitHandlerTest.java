package dev.purereducer.runtime;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.vertx.mutiny.core.Vertx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the Kafka client's own test consumer, which can refuse commits at will. */
class SettledCommitHandlerTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private static final Duration INTERVAL = Duration.ofMillis(5);

  private final Vertx vertx = Vertx.vertx();
  private final ExecutorService pollingThread = Executors.newSingleThreadExecutor();
  private final RefusingConsumer client = new RefusingConsumer();
  private SettledCommitHandler handler;

  @BeforeEach
  void assign() {
    client.assign(List.of(PARTITION));
    client.updateBeginningOffsets(Map.of(PARTITION, 0L));
    handler = new SettledCommitHandler("test", consumer(), vertx, INTERVAL);
  }

  @AfterEach
  void close() {
    handler.terminate(true);
    vertx.closeAndAwait();
    pollingThread.shutdown();
  }

  @Test
  void offsetWhoseCommitFailed_isCommittedWithoutAFurtherRecord() {
    client.refusals.set(3);

    settle(received(7));

    await().until(() -> committed() == 8);
    assertEquals(0, client.refusals.get());
  }

  @Test
  void offset_isCommittedOnlyWhenAllEarlierOnesAreSettled() {
    var first = received(1);
    var second = received(2);
    var third = received(3);

    settle(third);
    settle(first);
    await().until(() -> committed() == 2);

    settle(second);
    await().until(() -> committed() == 4);
  }

  @Test
  void stopDuringARebalance_commitsWhatIsSettled() {
    handler = new SettledCommitHandler("test", consumer(), vertx, Duration.ofHours(1));
    settle(received(7));
    received(8);
    client.refusals.set(3);

    handler.terminate(true);

    assertEquals(8, committed());
  }

  @Test
  void revokedPartition_isCommittedBeforeItIsGivenAway() {
    handler = new SettledCommitHandler("test", consumer(), vertx, Duration.ofHours(1));
    settle(received(7));

    handler.partitionsRevoked(Set.of(PARTITION));

    assertEquals(8, committed());
  }

  @Test
  void recordOfAFormerAssignment_doesNotSettleItsRedelivery() {
    var before = received(7);
    handler.partitionsRevoked(Set.of(PARTITION));
    handler.partitionsAssigned(Set.of(PARTITION));
    received(5);
    received(7);

    settle(before);
    handler.terminate(true);

    assertNull(client.committed(Set.of(PARTITION)).get(PARTITION));
  }

  private IncomingKafkaRecord<byte[], byte[]> received(long offset) {
    var record = new IncomingKafkaRecord<byte[], byte[]>(
        new ConsumerRecord<>("t", 0, offset, new byte[0], new byte[0]),
        "test",
        0,
        handler,
        null,
        false,
        false);
    return handler.received(record).await().indefinitely();
  }

  private void settle(IncomingKafkaRecord<byte[], byte[]> record) {
    handler.handle(record).await().indefinitely();
  }

  private long committed() {
    var position = client.committed(Set.of(PARTITION)).get(PARTITION);
    return position == null ? 0 : position.offset();
  }

  /** The connector's view of the client, with its polling thread. */
  @SuppressWarnings("unchecked")
  private KafkaConsumer<byte[], byte[]> consumer() {
    return (KafkaConsumer<byte[], byte[]>) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {KafkaConsumer.class},
        (_, method, arguments) -> switch (method.getName()) {
          case "unwrap" -> client;
          case "runOnPollingThread" ->
            Uni.createFrom()
                .<Void>item(() -> {
                  ((java.util.function.Consumer<Consumer<byte[], byte[]>>) arguments[0])
                      .accept(client);
                  return null;
                })
                .runSubscriptionOn(pollingThread);
          default -> throw new UnsupportedOperationException(method.getName());
        });
  }

  private static final class RefusingConsumer extends MockConsumer<byte[], byte[]> {
    private final AtomicInteger refusals = new AtomicInteger();

    RefusingConsumer() {
      super("earliest");
    }

    @Override
    public synchronized void commitSync(
        Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
      if (refusals.get() > 0) {
        refusals.decrementAndGet();
        throw new RebalanceInProgressException("refused by a test");
      }
      super.commitSync(offsets, timeout);
    }
  }
}
