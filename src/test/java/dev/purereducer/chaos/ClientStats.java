package dev.purereducer.chaos;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened, and how many actions were answered when. */
final class ClientStats {
  /** What became of one request. */
  enum Happening {
    /** An answer that tells. */
    ANSWERED,
    /** The same, one of many in one answer: no part of the pace. */
    IN_BULK,
    /** Answered with what the first sending came to. */
    REPLAYED,
    /** 429 or 503: to be sent again. */
    REFUSED,
    /** Nobody listens there. */
    NOT_CONNECTED,
    /** No answer, and the connection is gone. */
    CUT,
    /** No answer in time. */
    TIMED_OUT,
    /** An answer that nobody should get. */
    STRANGE
  }

  private static final long SLOT_MILLIS = 100;
  private static final int MAX_STRANGE = 20;

  private final Map<Happening, LongAdder> counts = new EnumMap<>(Happening.class);
  private final Map<Long, LongAdder> answersBySlot = new ConcurrentSkipListMap<>();
  private final Queue<String> strange = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();

  ClientStats() {
    for (var happening : Happening.values()) {
      counts.put(happening, new LongAdder());
    }
  }

  void count(Happening happening) {
    counts.get(happening).increment();
    if (happening == Happening.ANSWERED) {
      answersBySlot.computeIfAbsent(slot(), _ -> new LongAdder()).increment();
    }
  }

  void strange(String answer) {
    count(Happening.STRANGE);
    if (strange.size() < MAX_STRANGE) {
      strange.add(answer);
    }
  }

  /** A request without an answer, by the name of what came instead of it. */
  void failed(Happening how, HttpRequest request, IOException failure) {
    count(how);
    if (failures.size() < MAX_STRANGE) {
      failures.add(LocalTime.now() + " " + request.method() + " " + request.uri() + ": " + failure);
    }
  }

  /** The first of them. */
  Queue<String> failures() {
    return failures;
  }

  /** The first of them. */
  Queue<String> strangeAnswers() {
    return strange;
  }

  long of(Happening happening) {
    return counts.get(happening).sum();
  }

  /** Answers a second, over the last {@code millis}. */
  double recentRate(long millis) {
    long end = slot();
    long slots = millis / SLOT_MILLIS;
    long answers = 0;
    for (long slot = end - slots; slot < end; slot++) {
      var count = answersBySlot.get(slot);
      answers += count == null ? 0 : count.sum();
    }
    return answers * 1000.0 / millis;
  }

  private static long slot() {
    return System.nanoTime() / 1_000_000 / SLOT_MILLIS;
  }
}
