package dev.purereducer.access;

import dev.purereducer.access.AuthConfig.Auth;
import dev.purereducer.access.AuthModeCheck.AuthMode.AuthSettings;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.security.spi.runtime.AuthorizationController;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Start-up check of the authentication mode, before any connection is opened. Until it has run,
 * access is closed, because Quarkus's security beans may ask before the runtime configuration is
 * available.
 */
@ApplicationScoped
public class AuthModeCheck {
  private static final Logger LOG = Logger.getLogger(AuthModeCheck.class);
  private static final int FIRST = 1;

  /** SmallRye JWT's default for keys without a value. */
  private static final String NONE = "NONE";

  private volatile boolean isOpen;

  void onStart(@Observes @Priority(FIRST) StartupEvent event, AuthConfig auth) {
    var config = ConfigProvider.getConfig();
    switch (AuthMode.of(settings(auth, config))) {
      case AuthMode.Open _ -> {
        isOpen = true;
        LOG.info("auth=none: no authentication, every caller may do everything");
      }
      case AuthMode.Tokens _
      when !has(config, "mp.jwt.verify.audiences") ->
        LOG.warn("auth=jwt without mp.jwt.verify.audiences: tokens that the issuer made for other"
            + " services are accepted too");
      case AuthMode.Tokens _ -> LOG.info("auth=jwt");
      // Quarkus ends the process with this line alone, and exit code 1.
      case AuthMode.Misconfigured(var reason) ->
        throw new ConfigurationException("pure-reducer does not start: " + reason);
    }
  }

  /** Whether callers need no token. */
  boolean isOpen() {
    return isOpen;
  }

  private static AuthSettings settings(AuthConfig auth, Config config) {
    return new AuthSettings(
        auth.auth().orElse(null),
        has(config, "mp.jwt.verify.publickey") || has(config, "mp.jwt.verify.publickey.location"),
        has(config, "mp.jwt.verify.issuer"),
        !LaunchMode.current().isDevOrTest());
  }

  private static boolean has(Config config, String key) {
    return config
        .getOptionalValue(key, String.class)
        .filter(value -> !value.equals(NONE))
        .isPresent();
  }

  /** Switches Quarkus's role and permission checks off where authentication is off. */
  @Alternative
  @Priority(1)
  @ApplicationScoped
  public static class OpenAccess extends AuthorizationController {
    private final AuthModeCheck authMode;

    public OpenAccess(AuthModeCheck authMode) {
      this.authMode = authMode;
    }

    @Override
    public boolean isAuthorizationEnabled() {
      return !authMode.isOpen();
    }
  }

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
    record AuthSettings(
        @Nullable Auth auth, boolean hasKey, boolean hasIssuer, boolean isPackaged) {}

    static AuthMode of(AuthSettings settings) {
      return switch (settings.auth) {
        case NONE ->
          settings.isPackaged && settings.hasKey
              ? new Misconfigured(
                  "purereducer.auth=none contradicts the configured verification key"
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
}
