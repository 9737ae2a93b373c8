package dev.purereducer.deadletter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.purereducer.deadletter.BulkRedrive.RedriveItem;
import dev.purereducer.deadletter.BulkRedrive.Summary;
import dev.purereducer.deadletter.DeadLetter.Content;
import dev.purereducer.deadletter.DeadLetter.WithContent;
import dev.purereducer.deadletter.DeadLetterResponses.DeadLetterPage;
import dev.purereducer.deadletter.DeadLetterResponses.DeadLetterResponse;
import dev.purereducer.deadletter.DeadLetterStore.RecordedAttempt;
import dev.purereducer.http.Page;
import dev.purereducer.reduce.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The JSON of the response bodies: which members are null, and which are absent. */
class DeadLetterResponsesTest {
  private static final Instant AT = Instant.parse("2026-01-31T12:00:00.123Z");
  private static final String OPEN = """
      {"id":7,"state":"open","workflow_key":"w","action_id":null,"reason":"malformed-action",\
      "detail":"","attempts":1,"at":"2026-01-31T12:00:00.123Z\"""";

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void page_leavesOutContents() throws JsonProcessingException {
    var last = DeadLetterPage.of(new Page<>(List.of(open()), false));
    var first = DeadLetterPage.of(new Page<>(List.of(open()), true));

    assertEquals("{\"items\":[" + OPEN + "}],\"next\":null}", json.writeValueAsString(last));
    assertEquals("{\"items\":[" + OPEN + "}],\"next\":7}", json.writeValueAsString(first));
  }

  @Test
  void undecodableRecord_isBase64() throws JsonProcessingException {
    var record = new Content.OfRecord(new byte[] {'w'}, null, Map.of("h", "1"), 0);

    var response = DeadLetterResponse.of(new WithContent(open(), record), List.of());

    var expected = OPEN + """
        ,"record":{"key_base64":"dw==","value_base64":null,"headers":{"h":"1"}},"redrives":[]}""";
    assertEquals(expected, json.writeValueAsString(response));
  }

  @Test
  void redrivenAction_isRawJson() throws JsonProcessingException {
    var redriven = new DeadLetter(8, "w", "a1", "gave-up", "", 3, AT, AT, null);
    var action = new Content.OfAction(new Json.Obj(Map.of("reducer", Json.of("counter"))));
    var attempts = List.of(
        new RecordedAttempt("ann", AT, "{\"payload\":1}", "committed", 4L),
        new RecordedAttempt("bob", AT, null, null, null));

    var response = DeadLetterResponse.of(new WithContent(redriven, action), attempts);

    var expected = """
        {"id":8,"state":"redriven","workflow_key":"w","action_id":"a1","reason":"gave-up",\
        "detail":"","attempts":3,"at":"2026-01-31T12:00:00.123Z",\
        "redriven_at":"2026-01-31T12:00:00.123Z",\
        "action":{"workflow_key":"w","action_id":"a1","reducer":"counter"},"redrives":[\
        {"by":"ann","at":"2026-01-31T12:00:00.123Z","outcome":"committed","version":4,\
        "repair":{"payload":1}},\
        {"by":"bob","at":"2026-01-31T12:00:00.123Z","outcome":null,"version":null}]}""";
    assertEquals(expected, json.writeValueAsString(response));
  }

  @Test
  void bulkSummary_countsClosedDeadLetters() throws JsonProcessingException {
    var items = List.of(
        new RedriveItem(1, "w", "committed", 4L, true),
        new RedriveItem(2, null, "skipped", null, false));

    var expected = """
        {"tried":2,"closed":1,"items":[\
        {"id":1,"workflow_key":"w","outcome":"committed","version":4},\
        {"id":2,"workflow_key":null,"outcome":"skipped"}],"next":2}""";
    assertEquals(expected, json.writeValueAsString(Summary.of(items, true)));
    assertEquals(
        "{\"tried\":0,\"closed\":0,\"items\":[],\"next\":null}",
        json.writeValueAsString(Summary.of(List.of(), false)));
  }

  private static DeadLetter open() {
    return new DeadLetter(7, "w", null, "malformed-action", "", 1, AT, null, null);
  }
}
