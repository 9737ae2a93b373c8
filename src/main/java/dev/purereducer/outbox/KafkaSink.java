package dev.purereducer.outbox;

import dev.purereducer.outbox.EventSink.RecordRefusedException;
import dev.purereducer.outbox.OutboxStore.OutboxRow;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
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

  /** Acknowledgements of one batch: completes the batch when each sent record is settled. */
  static final class BatchDelivery {
    private final UniEmitter<? super Void> emitter;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    /** Starts at one for the send loop, so that early acknowledgements do not complete the batch. */
    private final AtomicInteger outstanding = new AtomicInteger(1);

    BatchDelivery(UniEmitter<? super Void> emitter) {
      this.emitter = emitter;
    }

    boolean hasFailed() {
      return failure.get() != null;
    }

    void recordSent() {
      outstanding.incrementAndGet();
    }

    void recordAcknowledged() {
      settle();
    }

    void recordFailed(OutboxRow row, Exception cause) {
      if (isRecordError(cause)) {
        // replaces an earlier failure, which may be that of a record in the same request
        failure.set(new RecordRefusedException(row, cause));
      } else {
        sendFailed(new IllegalStateException("not published: " + cause, cause));
      }
      settle();
    }

    void sendFailed(RuntimeException cause) {
      failure.compareAndSet(null, cause);
    }

    /** All records have been passed to the producer. */
    void allSent() {
      settle();
    }

    private void settle() {
      if (outstanding.decrementAndGet() > 0) {
        return;
      }
      var failed = failure.get();
      if (failed == null) {
        emitter.complete(null);
      } else {
        emitter.fail(failed);
      }
    }

    private static boolean isRecordError(Exception cause) {
      return switch (cause) {
        case RecordTooLargeException _ -> true;
        case RecordBatchTooLargeException _ -> true;
        case InvalidRecordException _ -> true;
        case SerializationException _ -> true;
        default -> false;
      };
    }
  }
}
