package dev.purereducer.performance;

/** Looking for bytes in bytes. */
final class Bytes {
  private Bytes() {}

  /** Where {@code text} begins in {@code bytes}, between {@code from} and {@code to}; or -1. */
  static int find(byte[] bytes, byte[] text, int from, int to) {
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

  /** Writes a number of exactly {@code digits} digits. */
  static void digits(byte[] bytes, int at, int digits, long number) {
    long rest = number;
    for (int i = at + digits - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
