package dev.purereducer.reducers;

import static dev.purereducer.reducers.Setup.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.purereducer.reducers.StampsReducer.StampsState;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StampsReducerTest {
  private static final String JPEG = "{'namespace': 'photos', 'bytes': 10, 'type': 'jpeg'}";

  private final Setup<StampsState> given = Setup.empty(new StampsReducer());

  @Test
  void stamps_areTotalledPerNamespace() {
    given
        .after(
            JPEG,
            "{'namespace': 'photos', 'bytes': 5, 'type': 'avif', 'path': '/a/b.avif'}",
            JPEG,
            "{'namespace': 'docs', 'bytes': 0, 'type': 'pdf', 'sha': 'ignored'}")
        .thenState("""
            {'count': 4, 'bytes': 25, 'namespaces': {
              'docs':   {'count': 1, 'bytes': 0,  'types': ['pdf']},
              'photos': {'count': 3, 'bytes': 25, 'types': ['avif', 'jpeg']}}}
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "7",
        "'photos'",
        "[]",
        "{}",
        "{'bytes': 1, 'type': 't'}",
        "{'namespace': ' ', 'bytes': 1, 'type': 't'}",
        "{'namespace': 1, 'bytes': 1, 'type': 't'}",
        "{'namespace': 'n', 'type': 't'}",
        "{'namespace': 'n', 'bytes': -1, 'type': 't'}",
        "{'namespace': 'n', 'bytes': 1.5, 'type': 't'}",
        "{'namespace': 'n', 'bytes': '1', 'type': 't'}",
        "{'namespace': 'n', 'bytes': 9223372036854775808, 'type': 't'}",
        "{'namespace': 'n', 'bytes': 1}",
        "{'namespace': 'n', 'bytes': 1, 'type': null}",
        "{'namespace': 'n', 'bytes': 1, 'type': 't', 'path': 3}"
      })
  void badPayload_isRefused(String payload) {
    given.thenRefused(payload, "bad-payload");
  }

  @Test
  void nameBeyondTheLimit_isRefused() {
    IntFunction<String> named =
        chars -> "{'namespace': '" + "n".repeat(chars) + "', 'bytes': 1, 'type': 't'}";
    given.after(named.apply(StampsReducer.MAX_TEXT_CHARS));
    given.thenRefused(named.apply(StampsReducer.MAX_TEXT_CHARS + 1), "bad-payload");
  }

  @Test
  void overflowOfBytes_isRefused() {
    var full = given.after("{'namespace': 'n', 'bytes': 9223372036854775807, 'type': 't'}");
    full.thenRefused("{'namespace': 'other', 'bytes': 1, 'type': 't'}", "overflow");
    full.after("{'namespace': 'other', 'bytes': 0, 'type': 't'}");
  }

  @Test
  void namespaceBeyondTheLimit_isRefused() {
    IntFunction<String> stamp = i -> "{'namespace': 'n" + i + "', 'bytes': 1, 'type': 't'}";
    var full = after(StampsState.MAX_NAMESPACES, stamp);
    full.thenRefused(stamp.apply(StampsState.MAX_NAMESPACES), "too-many-namespaces");
    full.after(stamp.apply(0));
  }

  @Test
  void typeBeyondTheLimit_isRefused() {
    IntFunction<String> stamp = i -> "{'namespace': 'n', 'bytes': 1, 'type': 't" + i + "'}";
    var full = after(StampsState.MAX_TYPES, stamp);
    full.thenRefused(stamp.apply(StampsState.MAX_TYPES), "too-many-types");
    full.after(stamp.apply(0), "{'namespace': 'm', 'bytes': 1, 'type': 'new'}");
  }

  @Test
  void state_survivesEncoding() {
    given.thenStateSurvivesEncoding();
    given
        .after(
            JPEG,
            "{'namespace': 'a', 'bytes': 1, 'type': 'z'}",
            "{'namespace': 'a', 'bytes': 1, 'type': 'b'}")
        .thenStateSurvivesEncoding();
  }

  @Test
  void readModel_hasTotalsAndNamespaces() {
    var one = given.after(JPEG);
    var model = one.reducer().readModel(one.state());
    assertNull(model.tag());
    assertEquals(json("{'count': 1, 'bytes': 10, 'namespaces': 1}"), model.indices());
    assertEquals(
        json("{'namespaces': {'photos': {'count': 1, 'bytes': 10, 'types': ['jpeg']}}}"),
        model.extras());
  }

  private Setup<StampsState> after(int stamps, IntFunction<String> stamp) {
    return given.after(IntStream.range(0, stamps).mapToObj(stamp).toArray(String[]::new));
  }
}
