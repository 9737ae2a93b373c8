package dev.purereducer.performance;

/** The workflow keys of one run, numbered from 0, with a prefix that no other run has. */
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

  /** The exclusive upper bound of the keys. */
  String end() {
    return prefix.substring(0, prefix.length() - 1)
        + (char) (prefix.charAt(prefix.length() - 1) + 1);
  }
}
