package dev.purereducer.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrantsTest {
  @Test
  void names_grantThemselvesOnly() {
    var expected = new Grants.Only(Set.of("a", "b"));

    assertEquals(expected, Grants.of(List.of("a", "b")));
    assertEquals(expected, Grants.of(Set.of("a", "b")));
    assertEquals(expected, Grants.of(Json.createArrayBuilder().add("a").add("b").build()));
    assertTrue(expected.reach("a"));
    assertFalse(expected.reach("ab"));
    assertFalse(expected.reach("A"));
    assertFalse(expected.reach("default"));
  }

  @Test
  void oneName_needsNoArray() {
    assertEquals(new Grants.Only(Set.of("a")), Grants.of("a"));
    assertEquals(new Grants.Only(Set.of("a")), Grants.of(Json.createValue("a")));
  }

  @Test
  void star_grantsAll() {
    assertEquals(new Grants.All(), Grants.of("*"));
    assertEquals(new Grants.All(), Grants.of(List.of("a", "*")));
    assertFalse(Grants.of("a*").reach("ab"));
  }

  @Test
  void anythingElse_grantsNothing() {
    var nothing = new Grants.Only(Set.of());

    assertEquals(nothing, Grants.of(null));
    assertEquals(nothing, Grants.of(true));
    assertEquals(nothing, Grants.of(7));
    assertEquals(nothing, Grants.of(Map.of("*", "*")));
    assertEquals(nothing, Grants.of(List.of(List.of("*"), 7, true)));
    assertEquals(nothing, Grants.of(Json.createObjectBuilder().add("*", "*").build()));
  }
}
