package dev.purereducer.performance;

import java.util.Arrays;
import java.util.BitSet;

/** Actions that were acknowledged to callers, by workflow; the stores are compared with them. */
final class Acknowledged {
  private final Keys keys;
  private final long[] actions;
  private final long[] stampBytes;
  private final BitSet[] versions;
  private long total;
  private boolean hasDuplicateVersion;

  Acknowledged(Keys keys) {
    this.keys = keys;
    actions = new long[keys.count()];
    stampBytes = new long[keys.count()];
    versions = new BitSet[keys.count()];
    for (int i = 0; i < versions.length; i++) {
      versions[i] = new BitSet();
    }
  }

  void add(int key, long stampBytes) {
    actions[key]++;
    this.stampBytes[key] += stampBytes;
    total++;
  }

  /** Adds an action whose response had a version. */
  void add(int key, long stampBytes, long version) {
    add(key, stampBytes);
    hasDuplicateVersion |= versions[key].get((int) version);
    versions[key].set((int) version);
  }

  Keys keys() {
    return keys;
  }

  long actions(int key) {
    return actions[key];
  }

  long stampBytes(int key) {
    return stampBytes[key];
  }

  long total() {
    return total;
  }

  /**
   * Whether the versions in the responses are distinct, and dense from 1, for each workflow. Actions
   * without a version in the response are left out.
   */
  boolean versionsAreDistinct() {
    return !hasDuplicateVersion
        && Arrays.stream(versions)
            .allMatch(known -> known.nextClearBit(1) == known.cardinality() + 1);
  }
}
