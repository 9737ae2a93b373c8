package dev.purereducer.history;

import dev.purereducer.history.HistoryStore.CanonicalRow;
import dev.purereducer.history.HistoryStore.SnapshotVersion;
import dev.purereducer.reduce.Reducers;
import java.util.ArrayList;
import java.util.List;

/**
 * The versions of a workflow whose state this instance can compute: those that were committed by a
 * reducer version that it has, and those with a stored state.
 */
final class ReadableVersions {
  /** Consecutive versions, both ends included. */
  public record Range(long from, long to) {}

  /** Longer lists have the newest versions only. */
  private static final int MAX_RANGES = 100;

  private ReadableVersions() {}

  /** The ranges in order; {@code newestFirst} are the snapshots of the workflow. */
  static List<Range> of(CanonicalRow head, List<SnapshotVersion> newestFirst, Reducers reducers) {
    List<Range> ranges = new ArrayList<>();
    long before = 0;
    for (var snapshot : newestFirst.reversed()) {
      add(
          ranges,
          before,
          snapshot,
          reducers.find(head.reducer(), snapshot.reducerVersion()) != null);
      before = snapshot.version();
    }
    boolean hasReducer = reducers.find(head.reducer(), head.reducerVersion()) != null;
    var newest = reducers.find(head.reducer());
    if (newest != null && Reducers.reads(newest, head.reducerVersion(), head.schemaVersion())) {
      var last = new SnapshotVersion(head.version(), head.reducerVersion());
      add(ranges, before, last, hasReducer);
    }
    return ranges.subList(Math.max(0, ranges.size() - MAX_RANGES), ranges.size());
  }

  /** Adds the versions after {@code before}, or only the last one, whose state is stored. */
  private static void add(
      List<Range> ranges, long before, SnapshotVersion last, boolean hasReducer) {
    long from = hasReducer ? before + 1 : last.version();
    if (from > last.version()) {
      return;
    }
    boolean continues = !ranges.isEmpty() && ranges.getLast().to() == from - 1;
    ranges.add(new Range(continues ? ranges.removeLast().from() : from, last.version()));
  }
}
