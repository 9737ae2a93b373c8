package dev.purereducer.hotkey;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Counts of the heaviest keys of a stream, in bounded memory. One thread only.
 *
 * <p>Space-Saving with weights (Metwally, Agrawal and El Abbadi, 2005): a key without a counter
 * takes over the smallest one, count included, and remembers that as its error. So with {@code n}
 * counted in all, no error is above {@code n / capacity}, and each key above that has a counter.
 *
 * <p>A counted key costs one look into a hash table: the heap that finds the smallest counter
 * learns of a risen count only once that counter comes to its root.
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

    /** What the heap takes the count for: at most the count. */
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
      heap[size++] = added; // ranks are 0 until the first look for the smallest
      counters.put(key, added);
    } else {
      takeOver(smallest(), key, weight);
    }
  }

  /** All that was counted. */
  long total() {
    return total;
  }

  Set<String> keys() {
    return counters.keySet();
  }

  /** Also of a key without a counter: it cannot have had more than the smallest. */
  Estimate estimate(String key) {
    var known = counters.get(key);
    if (known != null) {
      return new Estimate(known.count, known.error);
    }
    long most = size < heap.length ? 0 : smallest().count;
    return new Estimate(most, most);
  }

  private void takeOver(Counter smallest, String key, long weight) {
    counters.remove(smallest.key);
    smallest.key = key;
    smallest.error = smallest.count;
    smallest.count += weight;
    counters.put(key, smallest);
  }

  /** Each turn of the loop is paid for by an {@link #add} that raised the count unseen. */
  private Counter smallest() {
    var root = heap[0];
    while (root.rank != root.count) {
      root.rank = root.count;
      sink(root);
      root = heap[0];
    }
    return root;
  }

  /** From the root down to where no rank below is smaller. */
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
