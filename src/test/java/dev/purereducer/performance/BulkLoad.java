package dev.purereducer.performance;

import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** So many actions, as bulk requests. */
final class BulkLoad implements Script {
  private static final byte[] COMMITTED = HttpResponse.ascii("\"outcome\":\"committed\"");
  private static final int LINE_ROOM = 320;

  /** Lines a request. */
  static final int LINES = 250;

  private final Actions actions;
  private final Acknowledged acknowledged;
  private final IntUnaryOperator keyOf;
  private final int requests;
  private int sent;
  private int answered;
  private long committed;

  BulkLoad(Actions actions, Acknowledged acknowledged, IntUnaryOperator keyOf, int total) {
    this.actions = actions;
    this.acknowledged = acknowledged;
    this.keyOf = keyOf;
    this.requests = total / LINES;
  }

  @Override
  public @Nullable Request next(long nowNanos) {
    if (sent == requests) {
      return null;
    }
    var text = new byte[LINES * LINE_ROOM];
    int length = 0;
    for (int i = 0; i < LINES; i++) {
      int key = keyOf.applyAsInt(sent * LINES + i);
      var line = actions.line(key);
      System.arraycopy(line.text(), 0, text, length, line.text().length);
      length += line.text().length;
      acknowledged.add(key, line.bytes());
    }
    sent++;
    return Actions.bulk(text, length, nowNanos);
  }

  @Override
  public void answered(Request request, HttpResponse answer, long nowNanos) {
    answered++;
    committed += answer.occurrences(COMMITTED);
  }

  @Override
  public boolean isDone() {
    return answered == requests;
  }

  /** What the answers say, which must be all that was sent. */
  long committed() {
    return committed;
  }
}
