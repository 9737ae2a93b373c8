package dev.purereducer.hotkey;

import dev.purereducer.hotkey.HotKeyReport.Estimate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Heavy hitters of a stream in bounded memory: the weighted Space-Saving algorithm (Metwally,
 * Agrawal and El Abbadi, 2005). One thread only.
 *
 * <p>A key without a counter takes over the smallest counter with its count, which becomes the
 * key's error. With a total of {@code n}, no error exceeds {@code n / capacity}, and each key with
 * a larger count has a counter.
 *
 * <p>Counting a known key is one hash table access: the heap of counters is updated lazily, when an
 * outdated counter is at its root.
 */
final class SpaceSaving {
  private final Counter[] heap;
  private final Map<String, Counter> counters;
  private int size;
  private long total;

  private static final class Counter {
    String key;
    long count;
    long error;

    /** The count at the last update of the heap: at most {@code count}. */
    long rank;

    Counter(String key, long count) {
      this.key = key;
      this.count = count;
    }
  }

  SpaceSaving(int capacity) {
    heap = new Counter[capacity];
    counters = HashMap.newHashMap(capacity);
  }

  void add(String key, long weight) {
    total += weight;
    var known = counters.get(key);
    if (known != null) {
      known.count += weight;
    } else if (size < heap.length) {
      var added = new Counter(key, weight);
      heap[size++] = added; // all ranks are 0 until the first search for the smallest
      counters.put(key, added);
    } else {
      takeOver(smallest(), key, weight);
    }
  }

  /** The sum of all weights. */
  long total() {
    return total;
  }

  Set<String> keys() {
    return counters.keySet();
  }

  /** The estimate of any key: one without a counter has at most the smallest count. */
  Estimate estimate(String key) {
    var known = counters.get(key);
    if (known != null) {
      return new Estimate(known.count, known.error);
    }
    long smallest = size < heap.length ? 0 : smallest().count;
    return new Estimate(smallest, smallest);
  }

  private void takeOver(Counter smallest, String key, long weight) {
    counters.remove(smallest.key);
    smallest.key = key;
    smallest.error = smallest.count;
    smallest.count += weight;
    counters.put(key, smallest);
  }

  /** Amortized constant: each iteration corresponds to an earlier {@link #add}. */
  private Counter smallest() {
    var root = heap[0];
    while (root.rank != root.count) {
      root.rank = root.count;
      sink(root);
      root = heap[0];
    }
    return root;
  }

  /** Moves the root down until no child has a smaller rank. */
  private void sink(Counter root) {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1].rank < heap[child].rank) {
        child++;
      }
      if (heap[child].rank >= root.rank) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = root;
  }
}
