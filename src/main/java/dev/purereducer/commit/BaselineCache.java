package dev.purereducer.commit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** LRU cache of a lane's baselines, bounded by memory. One thread only. */
final class BaselineCache {
  /** Memory of an entry without its key and state: map node, hash chain, provenance. */
  private static final int ENTRY_BYTES = 512;

  private final long maxBytes;
  private final Map<String, Baseline> byKey = new LinkedHashMap<>(1024, 0.75f, true);
  private long bytes;

  BaselineCache(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Nullable
  Baseline get(String workflowKey) {
    return byKey.get(workflowKey);
  }

  void put(String workflowKey, Baseline baseline) {
    remove(workflowKey);
    byKey.put(workflowKey, baseline);
    bytes += weight(workflowKey, baseline);
    var eldest = byKey.entrySet().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      var entry = eldest.next();
      bytes -= weight(entry.getKey(), entry.getValue());
      eldest.remove();
    }
  }

  void remove(String workflowKey) {
    var before = byKey.remove(workflowKey);
    if (before != null) {
      bytes -= weight(workflowKey, before);
    }
  }

  int size() {
    return byKey.size();
  }

  private static long weight(String workflowKey, Baseline baseline) {
    // A decoded state is a few times larger than its text.
    return ENTRY_BYTES + 2L * workflowKey.length() + 4L * baseline.bytes();
  }
}
