package dev.purereducer.overload;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.Lanes;
import dev.purereducer.commit.Outcome;
import dev.purereducer.reduce.Json;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Load on a thousand keys, and on a hot key whose reducer fails in a given way. */
final class Poison {
  private static final int KEYS = 1_000;
  private static final int WORKERS = 32;

  private final Lanes lanes;
  private final int hotActions;
  private final String prefix = "poison:" + UUID.randomUUID() + "-";

  /** {@code hotActions}: concurrent actions of the hot key. */
  Poison(Lanes lanes, int hotActions) {
    this.lanes = lanes;
    this.hotActions = hotActions;
  }

  /** Sorted latencies of the good actions, those that failed, and the rejected actions of the hot key. */
  record Round(List<Long> nanos, long failed, long refused) {
    double percentileMillis(double percent) {
      int index = (int) Math.ceil(percent / 100 * nanos.size()) - 1;
      return nanos.get(Math.max(0, index)) / 1e6;
    }
  }

  /** One round; {@code order} is the payload of the hot key, see {@code FailingReducer}. */
  Round round(String order, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    var nanos = new ConcurrentLinkedQueue<Long>();
    var failed = new LongAdder();
    var refused = new LongAdder();
    List<CompletableFuture<?>> running = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      running.add(good(end, nanos, failed).subscribeAsCompletionStage());
    }
    var hot = prefix + "hot-" + order + "-" + System.nanoTime();
    for (int worker = 0; worker < hotActions; worker++) {
      running.add(hot(hot, order, end, refused).subscribeAsCompletionStage());
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    return new Round(nanos.stream().sorted().toList(), failed.sum(), refused.sum());
  }

  private Uni<Void> good(long end, ConcurrentLinkedQueue<Long> nanos, LongAdder failed) {
    return Uni.createFrom()
        .deferred(() -> {
          long start = System.nanoTime();
          var key = prefix + ThreadLocalRandom.current().nextInt(KEYS);
          return lanes
              .submit(submission(key, "counter", Json.EMPTY))
              .onItemOrFailure()
              .invoke((outcome, _) -> {
                nanos.add(System.nanoTime() - start);
                if (!(outcome instanceof Outcome.Committed)) {
                  failed.increment();
                }
              });
        })
        .repeat()
        .until(_ -> System.nanoTime() - end > 0)
        .onItem()
        .ignoreAsUni();
  }

  private Uni<Void> hot(String key, String order, long end, LongAdder refused) {
    return Uni.createFrom()
        .deferred(() -> lanes
            .submit(submission(key, "trouble", Json.of(order)))
            .onFailure()
            .recoverWithNull()
            .invoke(outcome -> {
              if (outcome instanceof Outcome.Rejected) {
                refused.increment();
              }
            }))
        .onItem()
        .ifNull()
        .continueWith(new Outcome.GaveUp(0, 0))
        .repeat()
        .until(_ -> System.nanoTime() - end > 0)
        .onItem()
        .ignoreAsUni();
  }

  private static ActionCommand submission(String key, String reducer, Json payload) {
    return new ActionCommand(
        key,
        reducer,
        UUID.randomUUID().toString(),
        null,
        null,
        null,
        null,
        null,
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        payload,
        100,
        null,
        false);
  }
}
