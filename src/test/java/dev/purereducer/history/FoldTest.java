package dev.purereducer.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.history.HistoryStore.RecordedAction;
import dev.purereducer.history.Replay.CorruptHistoryException;
import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.testkit.LogCapture;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FoldTest {
  @Test
  void reducerThatThrowsAnError_failsTheReplayAndIsLoggedWithItsLine() {
    var fold = new Fold<>("order:1", new FailingReducer(), null);

    try (var log = new LogCapture(Fold.class)) {
      var failure = assertThrows(CorruptHistoryException.class, () -> fold.apply(action()));

      assertTrue(failure.getMessage().contains("throws AssertionError"), failure.getMessage());
      assertEquals(1, log.lines().size());
      var line = log.lines().getFirst();
      assertTrue(line.startsWith("reducer=failing workflow_key=order:1 version=1 "), line);
      assertTrue(line.contains("FoldTest.java"), line);
    }
  }

  private static RecordedAction action() {
    var text = "{\"reducer\":\"failing\",\"received_at\":\"2026-01-02T03:04:05Z\",\"payload\":{}}";
    var at = OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC);
    return new RecordedAction(1, at, "a", 1, text, new byte[0], new byte[0], null);
  }

  private static final class FailingReducer implements Reducer<String> {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public String initial() {
      return "";
    }

    @Override
    public StateCodec<String> codec() {
      throw new UnsupportedOperationException("not called");
    }

    @Override
    public Reduction<String> reduce(String state, Action action) {
      throw new AssertionError("rule failed");
    }
  }
}
