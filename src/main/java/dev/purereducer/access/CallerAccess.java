package dev.purereducer.access;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import jakarta.enterprise.context.ApplicationScoped;

/** The door between a request and what it may do, for every resource that names a workflow. */
@ApplicationScoped
public class CallerAccess {
  private final AuthModeCheck authentication;
  private final CurrentIdentityAssociation current;
  private final NamespaceRateLimiter rates;
  private final Caller anybody;

  public CallerAccess(
      AuthModeCheck authentication,
      CurrentIdentityAssociation current,
      NamespaceRateLimiter rates) {
    this.authentication = authentication;
    this.current = current;
    this.rates = rates;
    this.anybody = new Caller(new NamespaceGrant.All(), rates);
  }

  /** Who makes the request under way; to be asked before a resource's method returns. */
  public Caller caller() {
    if (authentication.isOpen()) {
      return anybody;
    }
    NamespaceGrant grants = current.getIdentity().getAttribute(BearerMechanism.GRANTS);
    return new Caller(grants == null ? NamespaceGrant.of(null) : grants, rates);
  }
}
