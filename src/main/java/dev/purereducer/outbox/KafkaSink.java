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
 * Publishes events to Kafka without gaps.
 *
 * <p>After a record has failed permanently, the Kafka client continues with the next records of the
 * partition, which would leave a gap. Therefore the first failure closes the producer from within
 * the callback, which runs on the producer's I/O thread before it sends anything else; the next
 * batch creates a new producer. With one request in flight, no later record of that partition is on
 * the wire. (With several, the broker rejects the requests after a failed one by their sequence
 * numbers, unless the failed one was the producer's first.) A request to another partition that is
 * on the wire may still be appended: it is in order, and the records before it are acknowledged.
 *
 * <p>{@code send} blocks while metadata is missing or the buffer is full, so it runs on its own
 * thread.
 */
@Singleton
class KafkaSink implements EventSink {
  private final Supplier<Producer<String, byte[]>> producers;
  private final CloudEventWriter writer;
  private final AtomicReference<@Nullable Producer<String, byte[]>> current =
      new AtomicReference<>();
  private final ExecutorService sender;

  KafkaSink(Supplier<Producer<String, byte[]>> producers, CloudEventWriter writer) {
    this.producers = producers;
    this.writer = writer;
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
      // ends the producer's linger, so that the batch is sent in as few requests as possible
      producer.flush();
    } catch (RuntimeException e) {
      delivery.sendFailed(e);
    } finally {
      delivery.allSent();
    }
  }

  private void send(Producer<String, byte[]> producer, OutboxRow row, BatchDelivery delivery) {
    delivery.recordSent();
    try {
      producer.send(writer.toRecord(row.event()), (_, failure) -> {
        if (failure == null) {
          delivery.recordAcknowledged();
        } else {
          discard(producer);
          delivery.recordFailed(row, failure);
        }
      });
    } catch (RuntimeException e) {
      discard(producer);
      delivery.recordFailed(row, e);
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
