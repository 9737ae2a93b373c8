package dev.purereducer.hotkey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the keys of one lane cost it lately. Counted on the lane's thread, without locks; what was
 * published last can be seen from any.
 *
 * <p>Two halves: the older is whole, the newer is being counted. When that is whole too, the older is
 * forgotten, so that a key which is not asked for any more is gone after the window.
 */
public final class HotKeyWindow {
  private final int capacity;
  private final long halfNanos;
  private Half older;
  private Half newer;
  private volatile HotKeyReport published = HotKeyReport.EMPTY;

  private record Half(long sinceNanos, SpaceSaving actions, SpaceSaving lostRaces) {
    static Half since(long nanos, int capacity) {
      return new Half(nanos, new SpaceSaving(capacity), new SpaceSaving(capacity));
    }
  }

  HotKeyWindow(int capacity, Duration window, long nowNanos) {
    this.capacity = capacity;
    this.halfNanos = window.toNanos() / 2;
    this.older = Half.since(nowNanos, capacity);
    this.newer = Half.since(nowNanos, capacity);
  }

  /** So many actions of the key have their outcome. */
  public void countActions(String workflowKey, int actions) {
    newer.actions.add(workflowKey, actions);
  }

  /** A turn of the key lost a race. */
  public void countConflict(String workflowKey) {
    newer.lostRaces.add(workflowKey, 1);
  }

  /** Shows the counts to other threads, and forgets what is too old: to be called every second. */
  public void publish(long nowNanos) {
    if (nowNanos - newer.sinceNanos >= halfNanos) {
      older = newer;
      newer = Half.since(nowNanos, capacity);
    }
    published = report((nowNanos - older.sinceNanos) / 1e9);
  }

  HotKeyReport published() {
    return published;
  }

  private HotKeyReport report(double seconds) {
    Set<String> counted = new HashSet<>(older.actions.keys());
    counted.addAll(newer.actions.keys());
    counted.addAll(older.lostRaces.keys());
    counted.addAll(newer.lostRaces.keys());
    List<HotKey> keys = new ArrayList<>(counted.size());
    for (var key : counted) {
      var actions = older.actions.estimate(key).plus(newer.actions.estimate(key));
      var lostRaces = older.lostRaces.estimate(key).plus(newer.lostRaces.estimate(key));
      keys.add(new HotKey(key, actions, lostRaces, seconds));
    }
    return new HotKeyReport(
        seconds,
        older.actions.total() + newer.actions.total(),
        older.lostRaces.total() + newer.lostRaces.total(),
        keys);
  }
}
