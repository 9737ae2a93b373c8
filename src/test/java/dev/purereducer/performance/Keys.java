package dev.purereducer.performance;

/** The workflows of one run, numbered from 0; by their own prefix, runs do not meet. */
record Keys(String prefix, int count) {
  private static final int DIGITS = 6;

  static Keys of(String name, int count) {
    return new Keys(name + ":", count);
  }

  String key(int number) {
    return ("%s%0" + DIGITS + "d").formatted(prefix, number);
  }

  int number(String key) {
    return Integer.parseInt(key.substring(key.length() - DIGITS));
  }

  /** The first text after all of them. */
  String end() {
    return prefix.substring(0, prefix.length() - 1)
        + (char) (prefix.charAt(prefix.length() - 1) + 1);
  }
}
