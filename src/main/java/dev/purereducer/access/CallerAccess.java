package dev.purereducer.access;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import jakarta.enterprise.context.ApplicationScoped;

/** The caller of the current request and its permissions. */
@ApplicationScoped
public class CallerAccess {
  private final AuthModeCheck authMode;
  private final CurrentIdentityAssociation current;
  private final NamespaceRateLimiter rates;
  private final Caller unrestricted;

  public CallerAccess(
      AuthModeCheck authMode, CurrentIdentityAssociation current, NamespaceRateLimiter rates) {
    this.authMode = authMode;
    this.current = current;
    this.rates = rates;
    this.unrestricted = new Caller(new NamespaceGrant.All(), rates);
  }

  /** The caller of the current request. Must be called before the resource method returns. */
  public Caller caller() {
    return authMode.isOpen()
        ? unrestricted
        : new Caller(NamespaceGrantAugmentor.grantOf(current.getIdentity()), rates);
  }
}
