package dev.purereducer.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.access.AuthConfig.Auth;
import dev.purereducer.access.AuthMode.Configured;
import org.junit.jupiter.api.Test;

class AuthModeTest {
  @Test
  void packagedWithoutDecision_doesNotStart() {
    assertTrue(why(new Configured(null, false, false, true)).contains("purereducer.auth=none"));
    assertTrue(why(new Configured(null, false, true, true)).contains("purereducer.auth=none"));
  }

  @Test
  void packagedWithTwoDecisions_doesNotStart() {
    assertTrue(why(new Configured(Auth.NONE, true, true, true)).contains("remove one"));
  }

  @Test
  void packagedWithHalfADecision_doesNotStart() {
    assertTrue(why(new Configured(Auth.JWT, false, true, true)).contains("publickey"));
    assertTrue(why(new Configured(Auth.JWT, true, false, true)).contains("issuer"));
    assertTrue(why(new Configured(null, true, false, true)).contains("issuer"));
  }

  @Test
  void keyAndIssuer_demandTokens() {
    var tokens = new AuthMode.Tokens();
    assertEquals(tokens, AuthMode.of(new Configured(null, true, true, true)));
    assertEquals(tokens, AuthMode.of(new Configured(Auth.JWT, true, true, true)));
    assertEquals(tokens, AuthMode.of(new Configured(Auth.JWT, true, true, false)));
  }

  /** Quarkus makes up a key in dev mode and tests, which is nobody's decision. */
  @Test
  void devModeAndTests_areOpenUnlessTokensAreDemanded() {
    var open = new AuthMode.Open();
    assertEquals(open, AuthMode.of(new Configured(null, false, false, false)));
    assertEquals(open, AuthMode.of(new Configured(null, true, true, false)));
    assertEquals(open, AuthMode.of(new Configured(Auth.NONE, true, true, false)));
  }

  @Test
  void none_isOpen() {
    assertEquals(new AuthMode.Open(), AuthMode.of(new Configured(Auth.NONE, false, false, true)));
  }

  private static String why(Configured configured) {
    return assertInstanceOf(AuthMode.Misconfigured.class, AuthMode.of(configured))
        .why();
  }
}
