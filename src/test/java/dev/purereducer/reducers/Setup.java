package dev.purereducer.reducers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Action;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reduction;
import dev.purereducer.reduce.Reduction.Intent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/** A reducer with a state, for tests in given-when-then form. */
record Setup<S>(Reducer<S> reducer, S state) {
  static <S> Setup<S> empty(Reducer<S> reducer) {
    return new Setup<>(reducer, reducer.initial());
  }

  static Json json(String text) {
    return JsonText.parse(text.replace('\'', '"'));
  }

  Reduction<S> when(String payload) {
    var action = new Action("test:1", "a", Instant.EPOCH, json(payload));
    return reducer.reduce(state, action);
  }

  /** The setup after these actions, all of which must be accepted. */
  Setup<S> after(String... payloads) {
    var given = this;
    for (var payload : payloads) {
      given = new Setup<>(reducer, given.next(payload).state());
    }
    return given;
  }

  List<Intent> intentsOf(String payload) {
    return next(payload).intents();
  }

  void thenState(String expected) {
    assertEquals(json(expected), reducer.codec().encode(state));
  }

  /** Asserts that the payload is refused with this code and a detail. */
  void thenRefused(String payload, String code) {
    var refused = assertInstanceOf(Reduction.Refused.class, when(payload), payload);
    assertEquals(code, refused.reason().code(), payload);
    assertEquals(false, refused.reason().detail().isBlank());
  }

  /** Asserts that the state is equal after encoding and decoding, also with reordered members. */
  void thenStateSurvivesEncoding() {
    var encoded = reducer.codec().encode(state);
    assertEquals(state, reducer.codec().decode(JsonText.parse(JsonText.bytes(encoded))));
    assertEquals(state, reducer.codec().decode(reversed(encoded)));
  }

  private Reduction.Next<S> next(String payload) {
    return switch (when(payload)) {
      case Reduction.Next<S> next -> next;
      case Reduction.Refused<S>(var reason) ->
        throw new AssertionError(payload + " refused: " + reason);
    };
  }

  private static Json reversed(Json json) {
    if (!(json instanceof Json.Obj(var members))) {
      return json;
    }
    var reversed = new LinkedHashMap<String, Json>();
    for (var name : List.copyOf(members.keySet()).reversed()) {
      reversed.put(name, reversed(members.get(name)));
    }
    return new Json.Obj(reversed);
  }
}
