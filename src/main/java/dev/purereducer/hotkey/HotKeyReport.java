package dev.purereducer.hotkey;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * What a window has counted: all actions and lost races of {@code seconds}, and the keys with a
 * counter, in no order.
 */
public record HotKeyReport(double seconds, long actions, long lostRaces, List<HotKey> keys) {
  static final HotKeyReport EMPTY = new HotKeyReport(0, 0, 0, List.of());

  public HotKeyReport {
    keys = List.copyOf(keys);
  }

  /** Of lanes, which have no key in common. */
  static HotKeyReport of(List<HotKeyReport> lanes) {
    return new HotKeyReport(
        lanes.stream().mapToDouble(HotKeyReport::seconds).max().orElse(0),
        lanes.stream().mapToLong(HotKeyReport::actions).sum(),
        lanes.stream().mapToLong(HotKeyReport::lostRaces).sum(),
        lanes.stream().flatMap(lane -> lane.keys.stream()).toList());
  }

  /** The keys with most actions, the first of them first. */
  public List<HotKey> byActions(int limit) {
    return by(HotKey::actions, limit);
  }

  /** The keys that lost most races, the first of them first. */
  public List<HotKey> byLostRaces(int limit) {
    return by(HotKey::lostRaces, limit);
  }

  /** The part of all actions, from 0 to 1. */
  public double share(long ofActions) {
    return actions == 0 ? 0 : (double) ofActions / actions;
  }

  /** Of equal counts, the surer comes first; what may be nothing at all does not count. */
  private List<HotKey> by(Function<HotKey, Estimate> count, int limit) {
    Comparator<HotKey> most = Comparator.comparingLong(key -> -count.apply(key).upperBound());
    return keys.stream()
        .filter(key -> count.apply(key).upperBound() > 0)
        .sorted(most.thenComparingLong(key -> count.apply(key).maxError())
            .thenComparing(HotKey::workflowKey))
        .limit(limit)
        .toList();
  }
}
