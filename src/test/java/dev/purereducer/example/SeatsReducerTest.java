package dev.purereducer.example;

import static dev.purereducer.reduce.Reduction.next;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.example.SeatsReducer.Seats;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.Reduction.Intent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's example: its rules, its codec, and that the README quotes it unchanged. */
class SeatsReducerTest {
  private static final Path SOURCE =
      Path.of("src/test/java/dev/purereducer/example/SeatsReducer.java");
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  private final SeatsReducer reducer = new SeatsReducer();

  @Test
  void freeSeats_canBeReservedAndReleased() {
    assertEquals(
        next(new Seats(12), new Intent("send-tickets", Json.EMPTY.with("seats", Json.of(2)))),
        when(new Seats(10), "{\"reserve\": 2}"));
    assertEquals(next(new Seats(7)), when(new Seats(10), "{\"release\": 3}"));
  }

  @Test
  void requestAgainstARule_isRefusedWithItsCode() {
    assertRefused("sold-out", when(new Seats(99), "{\"reserve\": 2}"));
    assertRefused("not-reserved", when(new Seats(1), "{\"release\": 2}"));
    assertRefused("bad-payload", when(new Seats(1), "[]"));
  }

  @Test
  void state_survivesItsCodec() {
    assertEquals(new Seats(5), reducer.codec().decode(reducer.codec().encode(new Seats(5))));
  }

  @Test
  void readmeExample_isPartOfThisReducer() throws IOException {
    var block = JAVA_BLOCK.matcher(Files.readString(Path.of("README.md")));

    assertTrue(block.find());
    assertTrue(Files.readString(SOURCE).contains(block.group(1)));
  }

  private Reduction<Seats> when(Seats state, String payload) {
    var json = JsonText.parse(payload);
    return reducer.reduce(state, new Action("show:1", "a1", Instant.EPOCH, json));
  }

  private static void assertRefused(String code, Reduction<Seats> reduction) {
    assertEquals(
        code, assertInstanceOf(Reduction.Refused.class, reduction).reason().code());
  }
}
