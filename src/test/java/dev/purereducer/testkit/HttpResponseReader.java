package dev.purereducer.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Incremental reader of HTTP/1.1 responses with a content length or chunked encoding. */
final class HttpResponseReader {
  private static final byte[] HEAD_END = RawResponse.ascii("\r\n\r\n");
  private static final byte[] LINE_END = RawResponse.ascii("\r\n");
  private static final byte[] LENGTH = RawResponse.ascii("content-length: ");
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int INITIAL_BYTES = 2_048;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int filled;
  private int bodyFrom;

  /** The end of the chunks that are joined so far. */
  private int bodyEnd;

  /** The start of the next chunk. */
  private int chunkAt;

  /** The buffer for the next bytes; call {@link #received} with their number. */
  ByteBuffer buffer() {
    if (bytes.length - filled < INITIAL_BYTES / 2) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    return ByteBuffer.wrap(bytes, filled, bytes.length - filled);
  }

  /** The response, or null if it is not complete yet. */
  @Nullable
  RawResponse received(int count) {
    filled += count;
    if (bodyFrom == 0) {
      int headEnd = Bytes.find(bytes, HEAD_END, 0, filled);
      if (headEnd < 0) {
        return null;
      }
      bodyFrom = headEnd + HEAD_END.length;
      bodyEnd = bodyFrom;
      chunkAt = bodyFrom;
    }
    int length = contentLength();
    if (length >= 0) {
      return filled - bodyFrom < length ? null : response(bodyFrom + length);
    }
    return takeChunks() ? response(bodyEnd) : null;
  }

  private RawResponse response(int end) {
    int status = (bytes[STATUS_AT] - '0') * 100
        + (bytes[STATUS_AT + 1] - '0') * 10
        + bytes[STATUS_AT + 2]
        - '0';
    var response = new RawResponse(status, bytes, bodyFrom, end);
    filled = 0;
    bodyFrom = 0;
    return response;
  }

  private int contentLength() {
    int at = Bytes.find(bytes, LENGTH, 0, bodyFrom);
    if (at < 0) {
      return -1;
    }
    int length = 0;
    for (int i = at + LENGTH.length; bytes[i] >= '0'; i++) {
      length = length * 10 + bytes[i] - '0';
    }
    return length;
  }

  /** Joins the complete chunks; true once the last one has arrived. */
  private boolean takeChunks() {
    while (true) {
      int lineEnd = Bytes.find(bytes, LINE_END, chunkAt, filled);
      if (lineEnd < 0) {
        return false;
      }
      int size = Integer.parseInt(new String(bytes, chunkAt, lineEnd - chunkAt), 16);
      int content = lineEnd + LINE_END.length;
      int next = content + size + LINE_END.length;
      if (next > filled) {
        return false;
      }
      if (size == 0) {
        return true;
      }
      System.arraycopy(bytes, content, bytes, bodyEnd, size);
      bodyEnd += size;
      chunkAt = next;
    }
  }
}
