package dev.purereducer.access;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import jakarta.enterprise.context.ApplicationScoped;

/** The door between a request and what it may do, for every resource that names a workflow. */
@ApplicationScoped
public class Access {
  private final Authentication authentication;
  private final CurrentIdentityAssociation current;
  private final NamespaceRates rates;
  private final Caller anybody;

  public Access(
      Authentication authentication, CurrentIdentityAssociation current, NamespaceRates rates) {
    this.authentication = authentication;
    this.current = current;
    this.rates = rates;
    this.anybody = new Caller(new Grants.All(), rates);
  }

  /** Who makes the request under way; to be asked before a resource's method returns. */
  public Caller caller() {
    if (authentication.isOpen()) {
      return anybody;
    }
    Grants grants = current.getIdentity().getAttribute(BearerMechanism.GRANTS);
    return new Caller(grants == null ? Grants.of(null) : grants, rates);
  }
}
