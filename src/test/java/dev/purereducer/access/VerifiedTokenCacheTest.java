package dev.purereducer.access;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import org.junit.jupiter.api.Test;

class VerifiedTokenCacheTest {
  private static final SecurityIdentity SOMEBODY = QuarkusSecurityIdentity.builder()
      .setPrincipal(new QuarkusPrincipal("somebody"))
      .build();

  private final VerifiedTokenCache known = new VerifiedTokenCache(1_000);

  @Test
  void token_isKnownForItsMemory() {
    known.keep("t", SOMEBODY, 0, 100_000);

    assertNotNull(known.find("t", 999));
    assertNull(known.find("t", 1_000));
    assertNull(known.find("other", 0));
  }

  @Test
  void token_isNotKnownBeyondItsEnd() {
    known.keep("t", SOMEBODY, 0, 500);

    assertNotNull(known.find("t", 499));
    assertNull(known.find("t", 500));
  }

  @Test
  void noMemory_keepsNothing() {
    var none = new VerifiedTokenCache(0);

    none.keep("t", SOMEBODY, 0, 500);

    assertNull(none.find("t", 0));
  }

  @Test
  void manyTokens_areBoundedAndTheLatestStay() {
    for (int i = 0; i < 10 * VerifiedTokenCache.MAX_YOUNG; i++) {
      known.keep("t" + i, SOMEBODY, 0, 100_000);
      assertTrue(known.size() <= 2 * VerifiedTokenCache.MAX_YOUNG);
    }

    assertNotNull(known.find("t" + (10 * VerifiedTokenCache.MAX_YOUNG - 1), 0));
    assertNotNull(known.find("t" + (9 * VerifiedTokenCache.MAX_YOUNG), 0));
    assertNull(known.find("t0", 0));
  }
}
