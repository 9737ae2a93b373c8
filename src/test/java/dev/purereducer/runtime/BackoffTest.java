package dev.purereducer.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration AT_MOST = Duration.ofSeconds(5);
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofMillis(250));

  @Test
  void longestWait_doublesUpToTheCap() {
    var waits = IntStream.rangeClosed(0, 6)
        .mapToObj(doublings -> BACKOFF.longest(doublings).toMillis())
        .toList();

    assertEquals(List.of(10L, 20L, 40L, 80L, 160L, 250L, 250L), waits);
    assertEquals(Duration.ofMillis(250), BACKOFF.longest(Integer.MAX_VALUE));
  }

  @Test
  void longestWait_isTheBase_whenTheCapIsBelowIt() {
    var backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMillis(250));

    assertEquals(Duration.ofSeconds(1), backoff.longest(3));
    assertEquals(Duration.ofSeconds(1), backoff.random(3));
  }

  @Test
  void randomWait_coversTheRangeFromBaseToLongest() {
    var waits = IntStream.range(0, 2_000)
        .mapToObj(_ -> BACKOFF.random(2).toNanos() / 1e6)
        .sorted()
        .toList();

    assertTrue(waits.getFirst() >= 10 && waits.getFirst() < 12, () -> "" + waits.getFirst());
    assertTrue(waits.getLast() > 38 && waits.getLast() <= 40, () -> "" + waits.getLast());
  }

  @Test
  void forever_retriesAfterEachFailureUntilSuccess() {
    var calls = new AtomicInteger();
    List<String> retries = new ArrayList<>();
    var backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(2));

    int successfulCall = Uni.createFrom()
        .deferred(() -> calls.incrementAndGet() < 4
            ? Uni.createFrom().<Integer>failure(new IllegalStateException("call " + calls))
            : Uni.createFrom().item(calls.get()))
        .onFailure()
        .retry()
        .when(backoff.forever((attempt, wait, failure) -> {
          assertTrue(wait.toNanos() >= 1_000_000 && wait.toNanos() <= 2_000_000);
          retries.add(attempt + ": " + failure.getMessage());
        }))
        .await()
        .atMost(AT_MOST);

    assertEquals(4, successfulCall);
    assertEquals(List.of("1: call 1", "2: call 2", "3: call 3"), retries);
  }
}
