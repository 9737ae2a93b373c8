package dev.purereducer.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.junit.jupiter.api.Test;

class LogKeysTest {
  private final LogKeys filter = new LogKeys();

  @Test
  void keysOfTheFormat_areCopiedToTheMdc() {
    assertEquals(
        Map.of("workflow_key", "k", "version", "7"),
        keys("100 %% of workflow_key=%s version=%d are at %,d: %s", "k", 7L, 3, "x"));
  }

  @Test
  void valueThatLooksLikeAPair_addsNoKey() {
    assertEquals(
        Map.of("workflow_key", "k action_id=%s forged=1", "action_id", "a"),
        keys("workflow_key=%s action_id=%s", "k action_id=%s forged=1", "a"));
  }

  @Test
  void fewerParametersThanKeys_copyTheFirst() {
    assertEquals(Map.of("a", "1"), keys("a=%s b=%s", "1"));
  }

  @Test
  void lineWithoutAFormat_hasNoKeys() {
    var line = new ExtLogRecord(Level.INFO, "auth=%s", FormatStyle.NO_FORMAT, "x");

    assertTrue(filter.isLoggable(line));
    assertTrue(filter.isLoggable(new LogRecord(Level.INFO, "a=%s")));
    assertEquals(Map.of(), line.getMdcCopy());
  }

  private Map<String, String> keys(String format, Object... parameters) {
    var line = new ExtLogRecord(Level.INFO, format, FormatStyle.PRINTF, "x");
    line.setParameters(parameters);
    assertTrue(filter.isLoggable(line));
    return line.getMdcCopy();
  }
}
