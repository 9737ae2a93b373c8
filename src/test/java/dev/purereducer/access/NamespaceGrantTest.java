package dev.purereducer.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamespaceGrantTest {
  @Test
  void names_grantExactlyThoseNamespaces() {
    var expected = new NamespaceGrant.Some(Set.of("a", "b"));

    assertEquals(expected, NamespaceGrant.of(List.of("a", "b")));
    assertEquals(expected, NamespaceGrant.of(Set.of("a", "b")));
    assertEquals(
        expected, NamespaceGrant.of(Json.createArrayBuilder().add("a").add("b").build()));
    assertTrue(expected.includes("a"));
    assertFalse(expected.includes("ab"));
    assertFalse(expected.includes("A"));
    assertFalse(expected.includes("default"));
  }

  @Test
  void singleString_grantsOneNamespace() {
    assertEquals(new NamespaceGrant.Some(Set.of("a")), NamespaceGrant.of("a"));
    assertEquals(new NamespaceGrant.Some(Set.of("a")), NamespaceGrant.of(Json.createValue("a")));
  }

  @Test
  void star_grantsAllNamespaces() {
    assertEquals(new NamespaceGrant.All(), NamespaceGrant.of("*"));
    assertEquals(new NamespaceGrant.All(), NamespaceGrant.of(List.of("a", "*")));
    assertFalse(NamespaceGrant.of("a*").includes("ab"));
  }

  @Test
  void otherClaimValues_grantNothing() {
    var nothing = NamespaceGrant.NONE;

    assertEquals(nothing, NamespaceGrant.of(null));
    assertEquals(nothing, NamespaceGrant.of(true));
    assertEquals(nothing, NamespaceGrant.of(7));
    assertEquals(nothing, NamespaceGrant.of(Map.of("*", "*")));
    assertEquals(nothing, NamespaceGrant.of(List.of(List.of("*"), 7, true)));
    assertEquals(
        nothing, NamespaceGrant.of(Json.createObjectBuilder().add("*", "*").build()));
  }
}
