package dev.purereducer.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * HTTP response as unparsed bytes, which are searched for the few values that are needed.
 *
 * @param bytes the head from 0, the body from {@code bodyFrom} to {@code end}
 */
public record RawResponse(int status, byte[] bytes, int bodyFrom, int end) {
  public static final int OK = 200;

  private static final byte[] SOURCE_PROJECTION = ascii("projection\r\n");
  private static final List<byte[]> RETRY_AFTER =
      List.of(ascii("\r\nretry-after: "), ascii("\r\nRetry-After: "));

  /** The number that follows {@code "name":} in the body, or -1. */
  public long number(byte[] quotedName) {
    int at = Bytes.find(bytes, quotedName, bodyFrom, end);
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
  public int occurrences(byte[] text) {
    int found = 0;
    int at = Bytes.find(bytes, text, bodyFrom, end);
    while (at >= 0) {
      found++;
      at = Bytes.find(bytes, text, at + text.length, end);
    }
    return found;
  }

  /** Whether the header {@code X-Source} of a read names the projection. */
  public boolean isFromProjection() {
    return Bytes.find(bytes, SOURCE_PROJECTION, 0, bodyFrom) >= 0;
  }

  public boolean hasRetryAfter() {
    return RETRY_AFTER.stream().anyMatch(name -> Bytes.find(bytes, name, 0, bodyFrom) >= 0);
  }

  public String body() {
    return new String(bytes, bodyFrom, end - bodyFrom, StandardCharsets.UTF_8);
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
