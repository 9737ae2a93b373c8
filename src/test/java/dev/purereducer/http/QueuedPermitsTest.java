package dev.purereducer.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.purereducer.http.Permits.NoPermitException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class QueuedPermitsTest {
  private final QueuedPermits permits = new QueuedPermits("tasks", 1, 2);
  private final List<CompletableFuture<Void>> running = new ArrayList<>();

  @Test
  void work_waitsForAPermitInItsOrder() {
    var first = start();
    var second = start();
    var third = start();
    assertEquals(1, running.size());

    running.getFirst().complete(null);
    first.assertCompleted();
    second.assertNotTerminated();
    assertEquals(2, running.size());

    running.get(1).completeExceptionally(new IllegalStateException());
    second.assertFailed();
    running.get(2).complete(null);
    third.assertCompleted();
  }

  @Test
  void workOverTheQueue_isRefused() {
    start();
    start();
    start();

    assertInstanceOf(NoPermitException.class, start().getFailure());
    assertEquals(1, running.size());
  }

  @Test
  void workWhoseCallerHasGone_leavesItsPlace() {
    var first = start();
    var gone = start();
    gone.cancel();
    start().assertNotTerminated();
    start().assertNotTerminated();

    first.cancel();

    assertEquals(2, running.size());
  }

  private UniAssertSubscriber<Void> start() {
    return permits
        .withPermit(() -> {
          var work = new CompletableFuture<Void>();
          running.add(work);
          return Uni.createFrom().completionStage(work);
        })
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }
}
