package dev.purereducer.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.access.AuthConfig.Auth;
import dev.purereducer.access.AuthModeCheck.AuthMode;
import dev.purereducer.access.AuthModeCheck.AuthMode.AuthSettings;
import org.junit.jupiter.api.Test;

class AuthModeTest {
  @Test
  void packagedServiceWithoutModeAndKey_isInvalid() {
    assertTrue(
        reason(new AuthSettings(null, false, false, true)).contains("purereducer.auth=none"));
    assertTrue(reason(new AuthSettings(null, false, true, true)).contains("purereducer.auth=none"));
  }

  @Test
  void packagedServiceWithModeNoneAndKey_isInvalid() {
    assertTrue(reason(new AuthSettings(Auth.NONE, true, true, true)).contains("remove one"));
  }

  @Test
  void tokensWithoutKeyOrIssuer_areInvalid() {
    assertTrue(reason(new AuthSettings(Auth.JWT, false, true, true)).contains("publickey"));
    assertTrue(reason(new AuthSettings(Auth.JWT, true, false, true)).contains("issuer"));
    assertTrue(reason(new AuthSettings(null, true, false, true)).contains("issuer"));
  }

  @Test
  void keyAndIssuer_requireTokens() {
    var tokens = new AuthMode.Tokens();
    assertEquals(tokens, AuthMode.of(new AuthSettings(null, true, true, true)));
    assertEquals(tokens, AuthMode.of(new AuthSettings(Auth.JWT, true, true, true)));
    assertEquals(tokens, AuthMode.of(new AuthSettings(Auth.JWT, true, true, false)));
  }

  /** In dev mode and tests a key may be Quarkus's generated one. */
  @Test
  void devModeAndTests_areOpenUnlessTokensAreRequired() {
    var open = new AuthMode.Open();
    assertEquals(open, AuthMode.of(new AuthSettings(null, false, false, false)));
    assertEquals(open, AuthMode.of(new AuthSettings(null, true, true, false)));
    assertEquals(open, AuthMode.of(new AuthSettings(Auth.NONE, true, true, false)));
  }

  @Test
  void modeNone_isOpen() {
    assertEquals(new AuthMode.Open(), AuthMode.of(new AuthSettings(Auth.NONE, false, false, true)));
  }

  private static String reason(AuthSettings settings) {
    return assertInstanceOf(AuthMode.Misconfigured.class, AuthMode.of(settings)).reason();
  }
}
