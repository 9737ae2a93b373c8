package dev.purereducer.hotkey;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * The counts of a window of {@code seconds}: the totals of actions and conflicts, and the keys that
 * have a counter, in no order.
 */
public record HotKeyReport(double seconds, long actions, long conflicts, List<HotKey> keys) {
  static final HotKeyReport EMPTY = new HotKeyReport(0, 0, 0, List.of());

  public HotKeyReport {
    keys = List.copyOf(keys);
  }

  /** The sum of the reports of lanes, which have no key in common. */
  static HotKeyReport of(List<HotKeyReport> lanes) {
    return new HotKeyReport(
        lanes.stream().mapToDouble(HotKeyReport::seconds).max().orElse(0),
        lanes.stream().mapToLong(HotKeyReport::actions).sum(),
        lanes.stream().mapToLong(HotKeyReport::conflicts).sum(),
        lanes.stream().flatMap(lane -> lane.keys.stream()).toList());
  }

  /** The keys with the most actions, in descending order. */
  public List<HotKey> byActions(int limit) {
    return by(HotKey::actions, limit);
  }

  /** The keys with the most conflicts, in descending order. */
  public List<HotKey> byConflicts(int limit) {
    return by(HotKey::conflicts, limit);
  }

  /** The share of all actions, from 0 to 1. */
  public double share(long keyActions) {
    return actions == 0 ? 0 : (double) keyActions / actions;
  }

  /** Of equal counts, the one with the smaller error is first. */
  private List<HotKey> by(Function<HotKey, Estimate> count, int limit) {
    Comparator<HotKey> descending =
        Comparator.comparingLong(key -> -count.apply(key).upperBound());
    return keys.stream()
        .filter(key -> count.apply(key).upperBound() > 0)
        .sorted(descending
            .thenComparingLong(key -> count.apply(key).maxError())
            .thenComparing(HotKey::workflowKey))
        .limit(limit)
        .toList();
  }

  /** An approximate count: between {@code upperBound - maxError} and {@code upperBound}. */
  public record Estimate(long upperBound, long maxError) {
    Estimate plus(Estimate other) {
      return new Estimate(upperBound + other.upperBound, maxError + other.maxError);
    }
  }

  /** A workflow key with its counts in a window of {@code seconds}. */
  public record HotKey(String workflowKey, Estimate actions, Estimate conflicts, double seconds) {
    /** Actions per second. */
    public double rate() {
      return actions.upperBound() / seconds;
    }
  }
}
