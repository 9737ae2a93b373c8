package dev.purereducer.reducers;

import static dev.purereducer.reducers.Setup.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reduction.Intent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CounterReducerTest {
  private final Setup<CounterReducer.Count> given = Setup.empty(new CounterReducer());

  @Test
  void emptyPayload_addsOne() {
    given.after("{}", "{}").thenState("{'value': 2}");
  }

  @Test
  void addAndSet_moveTheValue() {
    given.after("{'add': 5}", "{'add': -7}").thenState("{'value': -2}");
    given.after("{'add': 5}", "{'set': 40}").thenState("{'value': 40}");
    given.after("{'add': 5.0, 'note': 'x'}").thenState("{'value': 5}");
  }

  @Test
  void overflow_isRefused() {
    var highest = given.after("{'set': 9223372036854775807}");
    highest.thenRefused("{}", "overflow");
    highest.after("{'add': 0}").thenState("{'value': 9223372036854775807}");
    var lowest = given.after("{'set': -9223372036854775808}");
    lowest.thenRefused("{'add': -1}", "overflow");
    lowest.after("{'add': 9223372036854775807}").thenState("{'value': -1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "1",
        "'1'",
        "[]",
        "true",
        "{'add': '1'}",
        "{'add': 1.5}",
        "{'add': null}",
        "{'add': 9223372036854775808}",
        "{'set': []}",
        "{'add': 1, 'set': 2}",
        "{'delta': 3}",
        "{'add': 1, 'notify_at': 'x'}"
      })
  void badPayload_isRefused(String payload) {
    given.thenRefused(payload, "bad-payload");
  }

  @Test
  void crossedThreshold_hasOneIntent() {
    var nine = given.after("{'set': 9}");
    assertEquals(
        List.of(new Intent("reached", json("{'value': 11, 'notify_at': 10}"))),
        nine.intentsOf("{'add': 2, 'notify_at': 10}"));
    assertEquals(1, nine.intentsOf("{'notify_at': 10}").size());
    assertEquals(1, nine.intentsOf("{'set': 10, 'notify_at': 10}").size());
    assertEquals(List.of(), nine.intentsOf("{'add': 0, 'notify_at': 10}"));
    assertEquals(List.of(), nine.intentsOf("{'add': 5}"));
    assertEquals(List.of(), nine.after("{}").intentsOf("{'add': 1, 'notify_at': 10}"));
  }

  @Test
  void state_survivesEncoding() {
    given.after("{'set': -9223372036854775808}").thenStateSurvivesEncoding();
  }

  @Test
  void readModel_hasTheValue() {
    var three = given.after("{'set': 3}");
    assertEquals(json("{'value': 3}"), three.reducer().readModel(three.state()).indices());
    assertEquals(Json.EMPTY, three.reducer().readModel(three.state()).extras());
  }
}
