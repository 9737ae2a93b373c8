package dev.purereducer.performance;

import java.util.Arrays;
import java.util.BitSet;

/** What callers were told is durable: what the stores are held to after a run. */
final class Acknowledged {
  private final Keys keys;
  private final long[] actions;
  private final long[] stampBytes;
  private final BitSet[] versions;
  private long total;
  private boolean versionTwice;

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

  /** The same, of an action whose caller was told its version. */
  void add(int key, long stampBytes, long version) {
    add(key, stampBytes);
    versionTwice |= versions[key].get((int) version);
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
   * Whether every caller who was told a version was told one of its own, and all of them together
   * those from 1 up without a gap.
   */
  boolean versionsAreDistinct() {
    return !versionTwice
        && Arrays.stream(versions).allMatch(told -> told.nextClearBit(1) == told.cardinality() + 1);
  }
}
