package dev.purereducer.testkit;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Thread-safe counters, one for each value of {@code K}. */
public final class Counts<K extends Comparable<? super K>> {
  private final Map<K, LongAdder> counters = new ConcurrentHashMap<>();

  public void increment(K kind) {
    counters.computeIfAbsent(kind, _ -> new LongAdder()).increment();
  }

  public long count(K kind) {
    var counter = counters.get(kind);
    return counter == null ? 0 : counter.sum();
  }

  public long total() {
    return counters.values().stream().mapToLong(LongAdder::sum).sum();
  }

  public boolean isEmpty() {
    return counters.isEmpty();
  }

  /** A sorted copy. */
  public Map<K, Long> snapshot() {
    Map<K, Long> snapshot = new TreeMap<>();
    counters.forEach((kind, counter) -> snapshot.put(kind, counter.sum()));
    return snapshot;
  }

  @Override
  public String toString() {
    return snapshot().toString();
  }
}
