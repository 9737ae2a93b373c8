package dev.purereducer.access;

import dev.purereducer.access.AuthMode.Configured;
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
 * The decision who may call; made first at start, before anything is connected. Until then nobody
 * may: beans of Quarkus's security may ask before the configuration of this run is there.
 */
@ApplicationScoped
public class AuthModeCheck {
  private static final Logger LOG = Logger.getLogger(AuthModeCheck.class);
  private static final int FIRST = 1;

  /** What SmallRye JWT takes for no value. */
  private static final String NONE = "NONE";

  private volatile boolean isOpen;

  void onStart(@Observes @Priority(FIRST) StartupEvent event, AuthConfig ours) {
    var config = ConfigProvider.getConfig();
    switch (AuthMode.of(configured(ours, config))) {
      case AuthMode.Open _ -> {
        isOpen = true;
        LOG.info("auth=none: everybody may do everything");
      }
      case AuthMode.Tokens _
      when !has(config, "mp.jwt.verify.audiences") ->
        LOG.warn("auth=jwt without mp.jwt.verify.audiences: tokens that the issuer made for other"
            + " services are good here too");
      case AuthMode.Tokens _ -> LOG.info("auth=jwt");
      // Quarkus ends the process with this line alone, and exit code 1.
      case AuthMode.Misconfigured(var why) ->
        throw new ConfigurationException("pure-reducer does not start: " + why);
    }
  }

  /** Whether callers need no token. */
  boolean isOpen() {
    return isOpen;
  }

  private static Configured configured(AuthConfig ours, Config config) {
    return new Configured(
        ours.auth().orElse(null),
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
