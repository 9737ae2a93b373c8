package dev.purereducer.http;

import dev.purereducer.http.Permits.NoPermitException;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A semaphore for asynchronous work with a bounded queue, in the order of arrival. */
public final class QueuedPermits {
  private final String name;
  private final int max;
  private final int maxQueued;
  private final Queue<CompletableFuture<Void>> queue = new ArrayDeque<>();
  private int taken;

  /** {@code name} is the plural noun of the work, for the refusal. */
  public QueuedPermits(String name, int max, int maxQueued) {
    this.name = name;
    this.max = max;
    this.maxQueued = maxQueued;
  }

  /**
   * Runs the work once a permit is free, unless its caller has gone by then. Fails with {@link
   * NoPermitException} if the queue is full.
   */
  public <T> Uni<T> withPermit(Supplier<Uni<T>> work) {
    return Uni.createFrom().deferred(() -> {
      var permit = request();
      return Uni.createFrom()
          .completionStage(permit)
          .chain(work::get)
          .onTermination()
          .invoke(() -> leave(permit));
    });
  }

  private synchronized CompletableFuture<Void> request() {
    var permit = new CompletableFuture<Void>();
    if (taken < max) {
      taken++;
      permit.complete(null);
    } else if (queue.size() < maxQueued) {
      queue.add(permit);
    } else {
      throw new NoPermitException(name);
    }
    return permit;
  }

  private void leave(CompletableFuture<Void> permit) {
    var next = afterLeaving(permit);
    if (next != null) {
      next.complete(null);
    }
  }

  /** The request that takes over the permit; null if there is none. */
  private synchronized @Nullable CompletableFuture<Void> afterLeaving(
      CompletableFuture<Void> permit) {
    if (queue.remove(permit)) {
      return null;
    }
    var next = queue.poll();
    if (next == null) {
      taken--;
    }
    return next;
  }
}
