package dev.purereducer.projection;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.purereducer.history.StoredWorkflow;
import dev.purereducer.projection.Projector.ConsumedEvent;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SkippedEventTest extends MaterializerFixture {
  @Test
  void unprojectableEvents_areSkippedAndBlockNoOther() {
    var good = StoredWorkflow.uniqueKey("m");
    var throwing = StoredWorkflow.uniqueKey("m");
    var unknown = StoredWorkflow.uniqueKey("m");
    var malformed = StoredWorkflow.uniqueKey("m");

    apply(List.of(
        consumed(Events.withMood(throwing, 1, "throws")),
        consumed(Events.event(unknown, 1, "no-such-reducer", "{}")),
        new ConsumedEvent(
            position(),
            malformed,
            1L,
            "dev.purereducer.StateCommitted",
            "{\"ver".getBytes(StandardCharsets.UTF_8)),
        new ConsumedEvent(position(), "", null, null, null),
        consumed(Events.counter(good, 1))));

    assertEquals(1, rows.version(good));
    assertEquals("no-read-model", rows.skipReason(throwing));
    assertEquals("reducer-not-deployed", rows.skipReason(unknown));
    assertEquals("malformed-event", rows.skipReason(malformed));
    assertEquals("foreign-event", rows.skipReason(""));
    assertEquals(OptionalLong.of(offset), rows.watermark(topic, 0));
  }

  @Test
  void eventForAnotherInstance_isProjected_whenOneCanReadTheState() {
    var key = StoredWorkflow.counter(pool, 2);
    setSchemaVersion(key, 99);
    apply(Events.event(key, 2, "no-such-reducer", "{}"));
    assertEquals("reducer-not-deployed", rows.skipReason(key));

    setSchemaVersion(key, 1);

    await().atMost(TIMEOUT).until(() -> rows.skipReason(key) == null);
    assertEquals(2, rows.version(key));
  }

  private void setSchemaVersion(String key, int schemaVersion) {
    StoredWorkflow.sql(
        pool,
        "UPDATE workflow_state SET schema_version = $2 WHERE workflow_key = $1",
        Tuple.of(key, schemaVersion));
  }

  @ParameterizedTest
  @ValueSource(strings = {"asserts", "sneaks", "undecodable", "unreadable"})
  void anythingThatAReducerThrows_skipsItsEventOnly(String mood) {
    var before = StoredWorkflow.uniqueKey("m");
    var throwing = StoredWorkflow.uniqueKey("m");
    var after = StoredWorkflow.uniqueKey("m");

    apply(Events.counter(before, 1), Events.withMood(throwing, 1, mood), Events.counter(after, 1));

    assertEquals(1, rows.version(before));
    assertEquals("no-read-model", rows.skipReason(throwing));
    assertEquals(1, rows.version(after));
    assertEquals(OptionalLong.of(offset), rows.watermark(topic, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"+999999999-12-31T23:59:59Z", "-999999999-01-01T00:00:00Z", "1969-12-31T23:59:59Z"
      })
  void eventWithACommitTimeThatCannotBeStored_isSkipped(String time) {
    var bad = StoredWorkflow.uniqueKey("m");
    var good = StoredWorkflow.uniqueKey("m");

    apply(Events.committedAt(bad, Instant.parse(time)), Events.counter(good, 1));

    assertEquals("malformed-event", rows.skipReason(bad));
    assertEquals(1, rows.version(good));
    assertEquals(OptionalLong.of(offset), rows.watermark(topic, 0));
  }

  @Test
  void eventWithInconsistentHeaders_isSkipped() {
    var key = StoredWorkflow.uniqueKey("m");
    var other = StoredWorkflow.uniqueKey("m");
    var event = Events.counter(key, 1);

    apply(List.of(
        new ConsumedEvent(position(), other, 9L, "dev.purereducer.StateCommitted", event.bytes())));

    assertEquals(0, rows.version(key));
    assertEquals("malformed-event", rows.skipReason(other));
  }

  @Test
  void olderEvent_isProjectedWhenTheNewestIsUnprojectable() {
    var key = StoredWorkflow.uniqueKey("m");

    apply(Events.withMood(key, 1, "calm"), Events.withMood(key, 2, "throws"));

    assertEquals(1, rows.version(key));
    assertEquals("no-read-model", rows.skipReason(key));
  }

  @Test
  void laterEvent_removesTheSkippedOne() {
    var key = StoredWorkflow.uniqueKey("m");

    apply(Events.withMood(key, 1, "throws"));
    apply(Events.withMood(key, 2, "calm"));
    assertNull(rows.skipReason(key));

    apply(Events.withMood(key, 1, "throws")); // redelivered
    assertNull(rows.skipReason(key));
    assertEquals(2, rows.version(key));
  }

  @Test
  void rowsRejectedByTheDatabase_areSkipped() {
    var good = List.of(
        StoredWorkflow.uniqueKey("m"),
        StoredWorkflow.uniqueKey("m"),
        StoredWorkflow.uniqueKey("m"));
    var tooLong = StoredWorkflow.uniqueKey("m") + randomLetters(20_000);
    var alsoTooLong = StoredWorkflow.uniqueKey("m") + randomLetters(20_000);

    apply(
        Events.counter(good.get(0), 1),
        Events.counter(tooLong, 1),
        Events.counter(good.get(1), 1),
        Events.counter(alsoTooLong, 1),
        Events.counter(good.get(2), 1));

    good.forEach(key -> assertEquals(1, rows.version(key)));
    for (var key : List.of(tooLong, alsoTooLong)) {
      assertEquals(0, rows.version(key));
      assertEquals("refused-by-database", rows.skipReason(key.substring(0, 600)));
    }
    assertEquals(OptionalLong.of(offset), rows.watermark(topic, 0));
  }

  /** Text that PostgreSQL cannot compress, and that therefore exceeds the size of an index entry. */
  private static String randomLetters(int count) {
    return ThreadLocalRandom.current()
        .ints(count, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
