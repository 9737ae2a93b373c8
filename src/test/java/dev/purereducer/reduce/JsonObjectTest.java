package dev.purereducer.reduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects below, at and above the size from which they have an index. */
class JsonObjectTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 100})
  void get_findsOnlyItsMembers(int size) {
    var given = members(size);
    var object = new Json.Obj(given);
    given.forEach((name, value) -> assertSame(value, object.get(name)));
    assertNull(object.get("other"));
    assertFalse(object.members().containsKey("other"));
    assertEquals(size, object.members().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 100})
  void members_keepInsertionOrder(int size) {
    var object = new Json.Obj(members(size)).with("m0", Json.of(7)).with("a", Json.of(8));
    List<String> expected = new ArrayList<>(members(size).keySet());
    expected.add("a");
    assertEquals(expected, List.copyOf(object.members().keySet()));
    assertEquals(Json.of(7), object.get("m0"));
    assertEquals(Json.of(8), object.get("a"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 9})
  void with_leavesTheOriginalUnchanged(int size) {
    var given = members(size);
    var object = new Json.Obj(given);
    given.put("later", Json.of(1));
    object.with("later", Json.of(2)).with("m0", Json.of(3));
    assertEquals(members(size), object.members());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 9})
  void equality_ignoresTheOrder(int size) {
    var reversed = new LinkedHashMap<String, Json>();
    members(size).reversed().forEach(reversed::put);
    assertEquals(new Json.Obj(members(size)), new Json.Obj(reversed));
    assertEquals(new Json.Obj(members(size)).hashCode(), new Json.Obj(reversed).hashCode());
    assertEquals(new HashMap<>(members(size)), new Json.Obj(reversed).members());
    assertTrue(!new Json.Obj(members(size)).equals(Json.EMPTY));
  }

  @Test
  void members_areImmutable() {
    var members = Json.EMPTY.with("a", Json.of(1)).members();
    assertThrows(UnsupportedOperationException.class, () -> members.put("b", Json.of(2)));
    assertThrows(UnsupportedOperationException.class, members::clear);
    assertThrows(
        UnsupportedOperationException.class,
        () -> members.entrySet().iterator().next().setValue(Json.of(2)));
  }

  @Test
  void nulls_areRejected() {
    Map<String, Json> withNull = new HashMap<>();
    withNull.put("a", null);
    assertThrows(NullPointerException.class, () -> new Json.Obj(withNull));
    Map<String, Json> ofNull = new HashMap<>();
    ofNull.put(null, Json.of(1));
    assertThrows(NullPointerException.class, () -> new Json.Obj(ofNull));
    assertThrows(NullPointerException.class, () -> Json.EMPTY.with("a", null));
  }

  private static LinkedHashMap<String, Json> members(int size) {
    LinkedHashMap<String, Json> members = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      members.put("m" + i, Json.of(i));
    }
    return members;
  }
}
