package dev.purereducer.hotkey;

import dev.purereducer.hotkey.HotKeyReport.HotKey;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Registry of the windows of all lanes of this process. */
@Singleton
public class HotKeys {
  private final HotKeysConfig config;
  private final List<HotKeyWindow> windows = new CopyOnWriteArrayList<>();

  public HotKeys(HotKeysConfig config) {
    this.config = config;
  }

  /** Registers the window of a lane. */
  public HotKeyWindow newWindow() {
    var window = new HotKeyWindow(config.capacity(), config.window(), System.nanoTime());
    windows.add(window);
    return window;
  }

  /** The latest reports of all lanes, which are at most a second old. */
  public HotKeyReport report() {
    return HotKeyReport.of(windows.stream().map(HotKeyWindow::published).toList());
  }

  /**
   * Sliding window over the actions and conflicts of one lane's keys. Counting is for the lane's
   * thread only and without locks; the published report is thread-safe.
   *
   * <p>The window has two halves: the older is complete, the newer is being counted. When the newer
   * is complete, the older is dropped, so a key without further actions leaves the window.
   */
  public static final class HotKeyWindow {
    private final int capacity;
    private final long halfNanos;
    private Half older;
    private Half newer;
    private volatile HotKeyReport published = HotKeyReport.EMPTY;

    private record Half(long sinceNanos, SpaceSaving actions, SpaceSaving conflicts) {
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

    /** Counts actions of the key that have their outcome. */
    public void countActions(String workflowKey, int actions) {
      newer.actions.add(workflowKey, actions);
    }

    /** Counts a version conflict of the key. */
    public void countConflict(String workflowKey) {
      newer.conflicts.add(workflowKey, 1);
    }

    /** Publishes the counts to other threads, and rotates the halves. Called every second. */
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
      counted.addAll(older.conflicts.keys());
      counted.addAll(newer.conflicts.keys());
      List<HotKey> keys = new ArrayList<>(counted.size());
      for (var key : counted) {
        var actions = older.actions.estimate(key).plus(newer.actions.estimate(key));
        var conflicts = older.conflicts.estimate(key).plus(newer.conflicts.estimate(key));
        keys.add(new HotKey(key, actions, conflicts, seconds));
      }
      return new HotKeyReport(
          seconds,
          older.actions.total() + newer.actions.total(),
          older.conflicts.total() + newer.conflicts.total(),
          keys);
    }
  }
}
