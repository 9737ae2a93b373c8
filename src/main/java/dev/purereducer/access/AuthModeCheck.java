package dev.purereducer.access;

import dev.purereducer.access.AuthMode.AuthSettings;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

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
}
