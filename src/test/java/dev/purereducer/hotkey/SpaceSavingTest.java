package dev.purereducer.hotkey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.hotkey.HotKeyReport.Estimate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Estimates compared with exact counts of the same stream. */
class SpaceSavingTest {
  private static final int ROUNDS = 200;

  @Test
  void fewKeys_areCountedExactly() {
    var sketch = new SpaceSaving(2);

    sketch.add("a", 3);
    sketch.add("b", 1);
    sketch.add("a", 2);

    assertEquals(new Estimate(5, 0), sketch.estimate("a"));
    assertEquals(new Estimate(1, 0), sketch.estimate("b"));
    assertEquals(6, sketch.total());
  }

  @Test
  void keyBeyondTheCapacity_takesOverTheSmallestCountAsItsError() {
    var sketch = new SpaceSaving(2);
    sketch.add("a", 5);
    sketch.add("b", 2);

    sketch.add("c", 1);

    assertEquals(Set.of("a", "c"), sketch.keys());
    assertEquals(new Estimate(3, 2), sketch.estimate("c"));
    assertEquals(new Estimate(3, 3), sketch.estimate("b"));
  }

  @Test
  void unknownKey_isEstimatedAsTheSmallestCount() {
    var sketch = new SpaceSaving(2);
    assertEquals(new Estimate(0, 0), sketch.estimate("x"));

    sketch.add("a", 5);
    sketch.add("b", 2);

    assertEquals(new Estimate(2, 2), sketch.estimate("x"));
  }

  @Test
  void randomStreams_keepTheBounds() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int capacity = 1 + random.nextInt(40);
      int keys = 1 + random.nextInt(200);
      var stream = new Stream(new SpaceSaving(capacity));
      int length = random.nextInt(3_000);
      for (int i = 0; i < length; i++) {
        stream.add("k" + (int) (keys * Math.pow(random.nextDouble(), 3)), random.nextInt(20));
      }
      stream.assertBounds(capacity, "seed " + seed + ", round " + round);
    }
  }

  @Test
  void skewedStream_hasTheTrueTopKeys() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var stream = new Stream(new SpaceSaving(256));
    double[] upTo = zipf(10_000);
    for (int i = 0; i < 200_000; i++) {
      double drawn = random.nextDouble() * upTo[upTo.length - 1];
      stream.add("k" + firstAbove(upTo, drawn), 1);
    }

    stream.assertBounds(256, "seed " + seed);
    assertEquals(stream.top(5), stream.estimatedTop(5), "seed " + seed);
  }

  /** Sums of the weights 1, 1/2, 1/3, … */
  private static double[] zipf(int keys) {
    double[] upTo = new double[keys];
    double sum = 0;
    for (int i = 0; i < keys; i++) {
      sum += 1.0 / (i + 1);
      upTo[i] = sum;
    }
    return upTo;
  }

  private static int firstAbove(double[] upTo, double drawn) {
    int low = 0;
    int high = upTo.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (upTo[middle] > drawn) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** A stream counted by the sketch and exactly. */
  private record Stream(SpaceSaving sketch, Map<String, Long> exact) {
    Stream(SpaceSaving sketch) {
      this(sketch, new HashMap<>());
    }

    void add(String key, long weight) {
      sketch.add(key, weight);
      exact.merge(key, weight, Long::sum);
    }

    void assertBounds(int capacity, String where) {
      long total = exact.values().stream().mapToLong(Long::longValue).sum();
      assertEquals(total, sketch.total(), where);
      assertTrue(sketch.keys().size() <= capacity, where);
      Set<String> all = new HashSet<>(exact.keySet());
      all.add("never seen");
      for (var key : all) {
        var estimate = sketch.estimate(key);
        long truth = exact.getOrDefault(key, 0L);
        var what = where + ", " + key + " " + truth + ": " + estimate;
        assertTrue(estimate.upperBound() >= truth, what);
        assertTrue(estimate.upperBound() - estimate.maxError() <= truth, what);
        assertTrue(estimate.maxError() * capacity <= total, what);
        assertTrue(truth * capacity <= total || sketch.keys().contains(key), what);
      }
    }

    List<String> top(int keys) {
      return exact.keySet().stream()
          .sorted(Comparator.comparingLong((String key) -> -exact.get(key)))
          .limit(keys)
          .toList();
    }

    List<String> estimatedTop(int keys) {
      return sketch.keys().stream()
          .sorted(Comparator.comparingLong((String key) -> -sketch.estimate(key).upperBound()))
          .limit(keys)
          .toList();
    }
  }
}
