package dev.purereducer.testkit;

/** Search and number formatting in byte arrays, without allocation. */
public final class Bytes {
  private Bytes() {}

  /** The first index of {@code text} between {@code from} and {@code to}, or -1. */
  public static int find(byte[] bytes, byte[] text, int from, int to) {
    for (int at = from; at <= to - text.length; at++) {
      int same = 0;
      while (same < text.length && bytes[at + same] == text[same]) {
        same++;
      }
      if (same == text.length) {
        return at;
      }
    }
    return -1;
  }

  /** Writes a number with exactly this many digits. */
  public static void writeDigits(byte[] bytes, int at, int digits, long number) {
    long rest = number;
    for (int i = at + digits - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
