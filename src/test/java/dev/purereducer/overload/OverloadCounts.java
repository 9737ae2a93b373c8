package dev.purereducer.overload;

import io.vertx.core.http.HttpClientResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What clients were answered. */
final class OverloadCounts {
  private static final int OK = 200;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final AtomicIntegerArray committed;
  private final AtomicIntegerArray doubtful;
  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();

  OverloadCounts(int clients) {
    committed = new AtomicIntegerArray(clients);
    doubtful = new AtomicIntegerArray(clients);
  }

  /** Null when there was no answer: nobody knows what became of the action then. */
  void answered(int client, @Nullable HttpClientResponse answer, long nanos) {
    if (answer == null) {
      doubtful.incrementAndGet(client);
      count("none");
      return;
    }
    switch (answer.statusCode()) {
      case OK -> {
        committed.incrementAndGet(client);
        latencies.add(nanos);
        count("committed");
      }
      case TOO_MANY, UNAVAILABLE -> {
        doubtful.incrementAndGet(client);
        count(answer.getHeader("Retry-After") == null ? "without Retry-After" : "refused");
      }
      default -> count("status " + answer.statusCode());
    }
  }

  int committed(int client) {
    return committed.get(client);
  }

  int doubtful(int client) {
    return doubtful.get(client);
  }

  long count(Answers kind) {
    var counted = answers.get(kind.text);
    return counted == null ? 0 : counted.sum();
  }

  long all() {
    return answers.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** The latency of accepted actions that so many of 100 do not exceed. */
  long percentileMillis(double percent) {
    var sorted = latencies.stream().sorted().toList();
    int index = (int) Math.ceil(percent / 100 * sorted.size()) - 1;
    return TimeUnit.NANOSECONDS.toMillis(sorted.get(Math.max(0, index)));
  }

  @Override
  public String toString() {
    return new TreeMap<>(answers) + " p50=" + percentileMillis(50) + "ms p99="
        + percentileMillis(99) + "ms max=" + percentileMillis(100) + "ms";
  }

  /** Kinds of answers there should be. */
  enum Answers {
    COMMITTED("committed"),
    REFUSED("refused");

    private final String text;

    Answers(String text) {
      this.text = text;
    }
  }

  private void count(String kind) {
    answers.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }
}
