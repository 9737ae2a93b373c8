package dev.purereducer.performance;

import java.nio.charset.StandardCharsets;

/**
 * An HTTP answer, as bytes: it is looked at, never parsed.
 *
 * @param bytes the head from 0, the body from {@code bodyFrom} to {@code end}
 */
record HttpResponse(int status, byte[] bytes, int bodyFrom, int end) {
  static final int OK = 200;

  private static final byte[] FROM_PROJECTION = ascii("projection\r\n");

  /** The number behind {@code "name":} in the body, or -1. */
  long number(byte[] quotedName) {
    int at = find(quotedName, bodyFrom, end);
    if (at < 0) {
      return -1;
    }
    long number = 0;
    for (int i = at + quotedName.length; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      number = number * 10 + bytes[i] - '0';
    }
    return number;
  }

  /** How often a text occurs in the body. */
  int occurrences(byte[] text) {
    int found = 0;
    for (int at = find(text, bodyFrom, end); at >= 0; at = find(text, at + text.length, end)) {
      found++;
    }
    return found;
  }

  /** Whether a read was answered from the read model, as its header says. */
  boolean fromProjection() {
    return find(FROM_PROJECTION, 0, bodyFrom) >= 0;
  }

  String body() {
    return new String(bytes, bodyFrom, end - bodyFrom, StandardCharsets.UTF_8);
  }

  private int find(byte[] text, int from, int to) {
    return Bytes.find(bytes, text, from, to);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
