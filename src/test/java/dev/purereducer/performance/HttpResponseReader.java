package dev.purereducer.performance;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the bytes of one answer after the other, of a length known or in chunks. */
final class HttpResponseReader {
  private static final byte[] HEAD_END = HttpResponse.ascii("\r\n\r\n");
  private static final byte[] LINE_END = HttpResponse.ascii("\r\n");
  private static final byte[] LENGTH = HttpResponse.ascii("content-length: ");
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int FIRST_SIZE = 2_048;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int filled;
  private int bodyFrom;
  /** Of an answer in chunks: where the body put together so far ends, and the next chunk begins. */
  private int bodyEnd;

  private int chunkAt;

  /** Room for what comes next; {@link #received} says how much came. */
  ByteBuffer room() {
    if (bytes.length - filled < FIRST_SIZE / 2) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    return ByteBuffer.wrap(bytes, filled, bytes.length - filled);
  }

  /** The answer if it is complete by now. */
  @Nullable
  HttpResponse received(int count) {
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
      return filled - bodyFrom < length ? null : answer(bodyFrom + length);
    }
    return takeChunks() ? answer(bodyEnd) : null;
  }

  private HttpResponse answer(int end) {
    int status = (bytes[STATUS_AT] - '0') * 100
        + (bytes[STATUS_AT + 1] - '0') * 10
        + bytes[STATUS_AT + 2]
        - '0';
    var answer = new HttpResponse(status, bytes, bodyFrom, end);
    filled = 0;
    bodyFrom = 0;
    return answer;
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

  /** Moves the content of complete chunks together; true once the last one is there. */
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
