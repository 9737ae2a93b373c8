package dev.purereducer.outbox;

import dev.purereducer.outbox.EventSink.RecordRefusedException;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Acknowledgements of one batch: completes the batch when each sent record is settled. */
final class BatchDelivery {
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
