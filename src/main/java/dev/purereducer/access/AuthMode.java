package dev.purereducer.access;

import dev.purereducer.access.AuthConfig.Auth;
import org.jspecify.annotations.Nullable;

/** The authentication mode that follows from the configuration. */
sealed interface AuthMode {
  /** Every caller may do everything. */
  record Open() implements AuthMode {}

  /** Callers need a bearer token. */
  record Tokens() implements AuthMode {}

  /** The configuration is missing or contradictory; start-up fails. */
  record Misconfigured(String reason) implements AuthMode {}

  /**
   * The settings that decide the mode.
   *
   * @param auth {@code purereducer.auth}
   * @param hasKey whether a verification key, or its location, is configured
   * @param hasIssuer whether the tokens' issuer is configured
   * @param isPackaged whether this is the packaged service, not dev mode or a test
   */
  record AuthSettings(@Nullable Auth auth, boolean hasKey, boolean hasIssuer, boolean isPackaged) {}

  static AuthMode of(AuthSettings settings) {
    return switch (settings.auth) {
      case NONE ->
        settings.isPackaged && settings.hasKey
            ? new Misconfigured("purereducer.auth=none contradicts the configured verification key"
                + " (mp.jwt.verify.publickey or .location): remove one of them")
            : new Open();
      case JWT -> tokens(settings);
      case null -> {
        if (!settings.isPackaged) {
          yield new Open();
        }
        yield settings.hasKey
            ? tokens(settings)
            : new Misconfigured(
                "authentication is not configured: set mp.jwt.verify.publickey.location"
                    + " and mp.jwt.verify.issuer, or purereducer.auth=none");
      }
    };
  }

  /** Requires an issuer: one key may sign for several, and tokens of each would be accepted. */
  private static AuthMode tokens(AuthSettings settings) {
    if (!settings.hasKey) {
      return new Misconfigured(
          "purereducer.auth=jwt needs mp.jwt.verify.publickey.location (a JWKS or a"
              + " PEM) or mp.jwt.verify.publickey");
    }
    return settings.hasIssuer
        ? new Tokens()
        : new Misconfigured("token verification needs mp.jwt.verify.issuer");
  }
}
