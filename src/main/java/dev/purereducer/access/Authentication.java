package dev.purereducer.access;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The decision who may call; looked at first at start, before anything is connected. */
@ApplicationScoped
public class Authentication {
  private static final Logger LOG = Logger.getLogger(Authentication.class);
  private static final int FIRST = 1;

  private final AuthDecision decision;
  private final boolean hasAudience;

  public Authentication(
      AuthConfig config,
      @ConfigProperty(name = "mp.jwt.verify.publickey") Optional<String> key,
      @ConfigProperty(name = "mp.jwt.verify.publickey.location") Optional<String> location,
      @ConfigProperty(name = "mp.jwt.verify.issuer") Optional<String> issuer,
      @ConfigProperty(name = "mp.jwt.verify.audiences") Optional<List<String>> audiences) {
    this.decision = AuthDecision.of(new AuthDecision.Configured(
        config.auth().orElse(null),
        key.isPresent() || location.isPresent(),
        issuer.isPresent(),
        !LaunchMode.current().isDevOrTest()));
    this.hasAudience = audiences.isPresent();
  }

  void onStart(@Observes @Priority(FIRST) StartupEvent event) {
    switch (decision) {
      case AuthDecision.Open _ -> LOG.info("auth=none: everybody may do everything");
      case AuthDecision.Tokens _
      when !hasAudience ->
        LOG.warn("auth=jwt without mp.jwt.verify.audiences: tokens that the issuer made for other"
            + " services are good here too");
      case AuthDecision.Tokens _ -> LOG.info("auth=jwt");
      // Quarkus ends the process with this line alone, and exit code 1.
      case AuthDecision.Undecided(var why) ->
        throw new ConfigurationException("pure-reducer does not start: " + why);
    }
  }

  /** Whether callers need no token. */
  boolean isOpen() {
    return decision instanceof AuthDecision.Open;
  }
}
