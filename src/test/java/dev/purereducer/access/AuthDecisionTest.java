package dev.purereducer.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.access.AuthConfig.Auth;
import dev.purereducer.access.AuthDecision.Configured;
import org.junit.jupiter.api.Test;

class AuthDecisionTest {
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
    var tokens = new AuthDecision.Tokens();
    assertEquals(tokens, AuthDecision.of(new Configured(null, true, true, true)));
    assertEquals(tokens, AuthDecision.of(new Configured(Auth.JWT, true, true, true)));
    assertEquals(tokens, AuthDecision.of(new Configured(Auth.JWT, true, true, false)));
  }

  /** Quarkus makes up a key in dev mode and tests, which is nobody's decision. */
  @Test
  void devModeAndTests_areOpenUnlessTokensAreDemanded() {
    var open = new AuthDecision.Open();
    assertEquals(open, AuthDecision.of(new Configured(null, false, false, false)));
    assertEquals(open, AuthDecision.of(new Configured(null, true, true, false)));
    assertEquals(open, AuthDecision.of(new Configured(Auth.NONE, true, true, false)));
  }

  @Test
  void none_isOpen() {
    assertEquals(
        new AuthDecision.Open(), AuthDecision.of(new Configured(Auth.NONE, false, false, true)));
  }

  private static String why(Configured configured) {
    return assertInstanceOf(AuthDecision.Undecided.class, AuthDecision.of(configured))
        .why();
  }
}
