package dev.purereducer.outbox;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to Kafka.
 *
 * <p>The client goes on with a partition's next records when one has failed for good, which would
 * leave a gap. So the first failure closes the producer, from within the callback: that runs on
 * the thread that sends, before it sends anything else. With one request in flight there is
 * nothing of that partition on the wire either. (With several, the broker refuses those behind a
 * failed one by their sequence numbers, but not when the failed one was the producer's first.) The
 * next batch gets a new producer. A request to another partition that was on the wire may still be
 * appended later: it is a batch of its own, in order, whose predecessors are acknowledged.
 *
 * <p>{@code send} can block, on metadata and on a full buffer, so it runs on a thread of its own.
 */
@Singleton
class KafkaSink implements EventSink {
  private final Supplier<Producer<String, byte[]>> producers;
  private final CloudEventWriter cloudEvents;
  private final AtomicReference<@Nullable Producer<String, byte[]>> current =
      new AtomicReference<>();
  private final ExecutorService sender;

  KafkaSink(Supplier<Producer<String, byte[]>> producers, CloudEventWriter cloudEvents) {
    this.producers = producers;
    this.cloudEvents = cloudEvents;
    this.sender = Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("relay-sender").factory());
  }

  @Override
  public Uni<Void> send(List<OutboxRow> rows) {
    return Uni.createFrom().emitter(emitter -> {
      var delivery = new BatchDelivery(emitter);
      try {
        sender.execute(() -> sendInOrder(rows, delivery));
      } catch (RejectedExecutionException e) {
        emitter.fail(e);
      }
    });
  }

  @Override
  public void close() {
    sender.shutdownNow();
    var producer = current.getAndSet(null);
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
  }

  private void sendInOrder(List<OutboxRow> rows, BatchDelivery delivery) {
    try {
      var producer = producer();
      for (var row : rows) {
        if (delivery.hasFailed()) {
          break;
        }
        send(producer, row, delivery);
      }
      // ends the producer's linger: the batch goes in as few requests as it can
      producer.flush();
    } catch (RuntimeException e) {
      delivery.failed(e);
    } finally {
      delivery.handedOver();
    }
  }

  private void send(Producer<String, byte[]> producer, OutboxRow row, BatchDelivery delivery) {
    delivery.sent();
    try {
      producer.send(cloudEvents.toRecord(row.event()), (_, failure) -> {
        if (failure == null) {
          delivery.acknowledged();
        } else {
          discard(producer);
          delivery.failed(row, failure);
        }
      });
    } catch (RuntimeException e) {
      discard(producer);
      delivery.failed(row, e);
    }
  }

  private Producer<String, byte[]> producer() {
    var producer = current.get();
    if (producer == null) {
      producer = producers.get();
      current.set(producer);
    }
    return producer;
  }

  private void discard(Producer<String, byte[]> producer) {
    if (current.compareAndSet(producer, null)) {
      producer.close(Duration.ZERO);
    }
  }
}
