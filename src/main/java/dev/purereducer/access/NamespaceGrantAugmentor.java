package dev.purereducer.access;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Adds the namespaces that a verified token grants to the caller's identity. */
@ApplicationScoped
public class NamespaceGrantAugmentor implements SecurityIdentityAugmentor {
  private static final String GRANT = "purereducer.namespace-grant";

  private final String namespacesClaim;

  public NamespaceGrantAugmentor(AccessConfig config) {
    this.namespacesClaim = config.namespacesClaim();
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    return Uni.createFrom()
        .item(
            identity.getPrincipal() instanceof JsonWebToken token
                ? withGrant(identity, NamespaceGrant.of(token.getClaim(namespacesClaim)))
                : identity);
  }

  /** The grant of an identity; an identity without a token has none. */
  static NamespaceGrant grantOf(SecurityIdentity identity) {
    NamespaceGrant grant = identity.getAttribute(GRANT);
    return grant == null ? NamespaceGrant.NONE : grant;
  }

  private static SecurityIdentity withGrant(SecurityIdentity identity, NamespaceGrant grant) {
    return QuarkusSecurityIdentity.builder(identity).addAttribute(GRANT, grant).build();
  }
}
