package dev.purereducer.performance;

import java.util.BitSet;

/** What callers were told is durable: what the stores are held to after a run. */
final class Acknowledged {
  private final Keys keys;
  private final long[] actions;
  private final long[] stampBytes;
  private final BitSet[] versions;
  private long total;
  private long told;
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
    told++;
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

  /** How many callers were told a version. */
  long told() {
    return told;
  }

  /** Whether every caller who was told a version was told one of its own, from 1 up without a gap. */
  boolean versionsAreDistinct() {
    for (int key = 0; key < versions.length; key++) {
      int count = versions[key].cardinality();
      if (count > 0
          && (count != actions[key]
              || versions[key].previousSetBit(Integer.MAX_VALUE - 1) != count)) {
        return false;
      }
    }
    return !versionTwice;
  }
}
