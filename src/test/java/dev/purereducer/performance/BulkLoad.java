package dev.purereducer.performance;

import dev.purereducer.testkit.LoadScript;
import dev.purereducer.testkit.LoadScript.LoadRequest;
import dev.purereducer.testkit.RawResponse;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Load of a fixed number of actions in bulk requests. */
final class BulkLoad implements LoadScript {
  private static final byte[] COMMITTED = RawResponse.ascii("\"outcome\":\"committed\"");
  private static final int MAX_LINE_BYTES = 320;

  /** Lines per request. */
  static final int LINES = 250;

  private final StampActions actions;
  private final Acknowledged acknowledged;
  private final IntUnaryOperator keyOf;
  private final int requests;
  private int sent;
  private int completed;
  private long committed;

  BulkLoad(StampActions actions, Acknowledged acknowledged, IntUnaryOperator keyOf, int total) {
    this.actions = actions;
    this.acknowledged = acknowledged;
    this.keyOf = keyOf;
    this.requests = total / LINES;
  }

  @Override
  public @Nullable LoadRequest next(long nowNanos) {
    if (sent == requests) {
      return null;
    }
    var text = new byte[LINES * MAX_LINE_BYTES];
    int length = 0;
    for (int i = 0; i < LINES; i++) {
      int key = keyOf.applyAsInt(sent * LINES + i);
      var line = actions.line(key);
      System.arraycopy(line.text(), 0, text, length, line.text().length);
      length += line.text().length;
      acknowledged.add(key, line.bytes());
    }
    sent++;
    return StampActions.bulk(text, length, nowNanos);
  }

  @Override
  public void onResponse(LoadRequest request, RawResponse response, long nowNanos) {
    completed++;
    committed += response.occurrences(COMMITTED);
  }

  @Override
  public boolean isDone() {
    return completed == requests;
  }

  /** The number of committed outcomes in the responses. */
  long committed() {
    return committed;
  }
}
