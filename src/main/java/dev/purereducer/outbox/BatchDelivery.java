package dev.purereducer.outbox;

import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** One batch on its way to the broker: settled when every record handed over has been answered. */
final class BatchDelivery {
  private final UniEmitter<? super Void> emitter;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  /** One for the handing over itself, so that early answers do not settle a batch half sent. */
  private final AtomicInteger outstanding = new AtomicInteger(1);

  BatchDelivery(UniEmitter<? super Void> emitter) {
    this.emitter = emitter;
  }

  boolean hasFailed() {
    return failure.get() != null;
  }

  void sent() {
    outstanding.incrementAndGet();
  }

  void acknowledged() {
    settle();
  }

  void failed(OutboxRow row, Exception cause) {
    if (isTheRecord(cause)) {
      // the first failure may be that of a record that only shared a request with this one
      failure.set(new RecordRefusedException(row, cause));
    } else {
      failed(new IllegalStateException("not published: " + cause, cause));
    }
    settle();
  }

  /** No record could be handed over. */
  void failed(RuntimeException cause) {
    failure.compareAndSet(null, cause);
  }

  void handedOver() {
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

  private static boolean isTheRecord(Exception cause) {
    return switch (cause) {
      case RecordTooLargeException _ -> true;
      case RecordBatchTooLargeException _ -> true;
      case InvalidRecordException _ -> true;
      case SerializationException _ -> true;
      default -> false;
    };
  }
}
