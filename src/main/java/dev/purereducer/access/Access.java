package dev.purereducer.access;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** The door between a request and what it may do, for every resource that names a workflow. */
@ApplicationScoped
public class Access {
  private final CurrentIdentityAssociation current;
  private final NamespaceRates rates;
  private final @Nullable Caller anybody;

  public Access(
      Authentication authentication, CurrentIdentityAssociation current, NamespaceRates rates) {
    this.current = current;
    this.rates = rates;
    this.anybody = authentication.isOpen() ? new Caller(new Grants.All(), rates) : null;
  }

  /** Who makes the request under way; to be asked before a resource's method returns. */
  public Caller caller() {
    if (anybody != null) {
      return anybody;
    }
    Grants grants = current.getIdentity().getAttribute(BearerMechanism.GRANTS);
    return new Caller(grants == null ? Grants.of(null) : grants, rates);
  }
}
