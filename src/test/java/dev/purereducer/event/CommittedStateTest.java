package dev.purereducer.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.event.StateCommitted.CommittedAction;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommittedStateTest {
  private static final Instant AT = Instant.parse("2026-11-25T10:00:00.123456Z");

  @Test
  void parse_keepsTheSummaryOfTheLastAction() {
    var committed = parsed(
        new CommittedAction(3, "ä-first", "c1", "Add"),
        new CommittedAction(4, "ö-last", "ü}]\"", "Ädd"));
    assertEquals(
        "{\"action_id\":\"ö-last\",\"type\":\"Ädd\",\"correlation_id\":\"ü}]\\\"\"}",
        committed.lastActionText());
  }

  @Test
  void parse_omitsAbsentMembersOfTheLastAction() {
    var committed = parsed(
        new CommittedAction(3, "first", "c1", "Add"), new CommittedAction(4, "last", null, null));
    assertEquals("{\"action_id\":\"last\"}", committed.lastActionText());
  }

  @Test
  void parse_readsTheStateAndItsVersion() {
    var committed = parsed(new CommittedAction(4, "a", null, null));
    assertEquals("ns:k", committed.workflowKey());
    assertEquals("counter", committed.reducer());
    assertEquals(4, committed.version());
    assertEquals(7, committed.schemaVersion());
    assertEquals("{\"größe\":[1,{}]}", JsonText.text(committed.state()));
    assertEquals(AT, committed.committedAt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[{\"version\":4}]",
        "[{\"action_id\":\"a\"},1]",
        "[{\"action_id\":\"a\"},{\"action_id\":2}]",
        "{\"action_id\":\"a\"}",
        "null",
        "[{\"action_id\":\"a\"}"
      })
  void invalidActions_areRejected(String actions) {
    var whole = new String(event(new CommittedAction(4, "a", null, null)).bytes(), UTF_8);
    var changed = whole.replaceFirst("\"actions\":\\[.*?\\]", "\"actions\":" + actions);
    assertThrows(InvalidJsonException.class, () -> CommittedState.parse(changed.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "[]", "{}", "{\"state\":1}"})
  void invalidEvent_isRejected(String text) {
    assertThrows(InvalidJsonException.class, () -> CommittedState.parse(text.getBytes(UTF_8)));
  }

  private static CommittedState parsed(CommittedAction... actions) {
    return CommittedState.parse(event(actions).bytes());
  }

  private static StateCommitted event(CommittedAction... actions) {
    return new StateCommitted(
        "ns:k", "counter", 3, 2, 4, 7, "{\"größe\":[1,{}]}", List.of(actions), "00", AT);
  }
}
