package dev.purereducer.overload;

import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.commit.Lanes;
import dev.purereducer.commit.Outcome;
import dev.purereducer.reduce.Json;
import dev.purereducer.testkit.Latencies;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Load on a thousand good keys, and on one hot key whose reducer can be made to fail. */
final class Poison {
  private static final int KEYS = 1_000;
  private static final int WORKERS = 32;

  private final Lanes lanes;
  private final int hotKeyWorkers;
  private final String prefix = "poison:" + UUID.randomUUID() + "-";

  /** {@code hotKeyWorkers} is the number of the hot key's actions in flight. */
  Poison(Lanes lanes, int hotKeyWorkers) {
    this.lanes = lanes;
    this.hotKeyWorkers = hotKeyWorkers;
  }

  /**
   * Result of one round.
   *
   * @param latencies of the actions on good keys
   * @param failed actions on good keys that were not committed
   * @param rejected actions on the hot key
   */
  record Round(Latencies latencies, long failed, long rejected) {}

  /** {@code payload} selects the failure of the hot key's reducer. */
  Round round(String payload, Duration time) {
    long endNanos = System.nanoTime() + time.toNanos();
    var latencies = new Latencies();
    var failed = new LongAdder();
    var rejected = new LongAdder();
    List<CompletableFuture<?>> running = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      running.add(sendToGoodKeys(endNanos, latencies, failed).subscribeAsCompletionStage());
    }
    var hotKey = prefix + "hot-" + payload;
    for (int worker = 0; worker < hotKeyWorkers; worker++) {
      running.add(sendToHotKey(hotKey, payload, endNanos, rejected).subscribeAsCompletionStage());
    }
    CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    return new Round(latencies, failed.sum(), rejected.sum());
  }

  private Uni<Void> sendToGoodKeys(long endNanos, Latencies latencies, LongAdder failed) {
    return Uni.createFrom()
        .deferred(() -> {
          long start = System.nanoTime();
          var key = prefix + ThreadLocalRandom.current().nextInt(KEYS);
          return lanes
              .submit(command(key, "counter", Json.EMPTY))
              .onItemOrFailure()
              .invoke((outcome, _) -> {
                latencies.record(System.nanoTime() - start);
                if (!(outcome instanceof Outcome.Committed)) {
                  failed.increment();
                }
              });
        })
        .repeat()
        .until(_ -> System.nanoTime() - endNanos > 0)
        .onItem()
        .ignoreAsUni();
  }

  private Uni<Void> sendToHotKey(String key, String payload, long endNanos, LongAdder rejected) {
    return Uni.createFrom()
        .deferred(() -> lanes
            .submit(command(key, "trouble", Json.of(payload)))
            .onFailure()
            .recoverWithNull()
            .invoke(outcome -> {
              if (outcome instanceof Outcome.Rejected) {
                rejected.increment();
              }
            }))
        .onItem()
        .ifNull()
        .continueWith(new Outcome.GaveUp(0, 0))
        .repeat()
        .until(_ -> System.nanoTime() - endNanos > 0)
        .onItem()
        .ignoreAsUni();
  }

  private static ActionCommand command(String key, String reducer, Json payload) {
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
        ActionOrigin.KAFKA,
        false);
  }
}
