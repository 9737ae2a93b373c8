package dev.purereducer.access;

import dev.purereducer.access.AuthConfig.Auth;
import org.jspecify.annotations.Nullable;

/** Who may call this process, as its configuration has it. */
sealed interface AuthMode {
  /** Everybody. */
  record Open() implements AuthMode {}

  /** Whoever has a token. */
  record Tokens() implements AuthMode {}

  /** Nobody has decided, or decided twice: the service must not start. */
  record Misconfigured(String why) implements AuthMode {}

  /**
   * What is configured.
   *
   * @param auth {@code purereducer.auth}
   * @param hasKey whether there is a key to verify tokens with, or a place to fetch it from
   * @param hasIssuer whether it is said whose tokens they must be
   * @param isPackaged whether this is the packaged service, not dev mode or a test
   */
  record Configured(@Nullable Auth auth, boolean hasKey, boolean hasIssuer, boolean isPackaged) {}

  static AuthMode of(Configured configured) {
    return switch (configured.auth) {
      case NONE ->
        configured.isPackaged && configured.hasKey
            ? new Misconfigured("purereducer.auth=none, but a key to verify tokens is configured:"
                + " remove one of them")
            : new Open();
      case JWT -> tokens(configured);
      case null -> {
        if (!configured.isPackaged) {
          yield new Open();
        }
        yield configured.hasKey
            ? tokens(configured)
            : new Misconfigured(
                "nobody has decided who may call: set mp.jwt.verify.publickey.location"
                    + " and mp.jwt.verify.issuer, or say purereducer.auth=none");
      }
    };
  }

  /** One key may sign for many: without an issuer, tokens of any of them would do. */
  private static AuthMode tokens(Configured configured) {
    if (!configured.hasKey) {
      return new Misconfigured(
          "purereducer.auth=jwt needs mp.jwt.verify.publickey.location (a JWKS or"
              + " a PEM) or mp.jwt.verify.publickey");
    }
    return configured.hasIssuer
        ? new Tokens()
        : new Misconfigured("tokens need mp.jwt.verify.issuer: whose they must be");
  }
}
