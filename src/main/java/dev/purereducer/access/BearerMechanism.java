package dev.purereducer.access;

import dev.purereducer.http.ProblemType;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.smallrye.jwt.runtime.auth.JsonWebTokenCredential;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Callers by their bearer token, in place of SmallRye's mechanism: that one verifies the signature
 * of every request anew.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class BearerMechanism implements HttpAuthenticationMechanism {
  static final String GRANTS = "purereducer.grants";

  private static final String SCHEME = "Bearer ";

  private final AuthModeCheck authentication;
  private final Uni<SecurityIdentity> anybody;
  private final String namespacesClaim;
  private final VerifiedTokenCache known;

  public BearerMechanism(AuthModeCheck authentication, AccessConfig config) {
    this.authentication = authentication;
    this.anybody = Uni.createFrom().item(anybody());
    this.namespacesClaim = config.namespacesClaim();
    this.known = new VerifiedTokenCache(config.tokenMemory().toMillis());
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager providers) {
    if (authentication.isOpen()) {
      return anybody;
    }
    var token = token(context);
    if (token == null) {
      return Uni.createFrom().nullItem();
    }
    var caller = known.find(token, System.currentTimeMillis());
    return caller == null ? verified(token, providers) : Uni.createFrom().item(caller);
  }

  private Uni<SecurityIdentity> verified(String token, IdentityProviderManager providers) {
    return providers
        .authenticate(new TokenAuthenticationRequest(new JsonWebTokenCredential(token)))
        .map(identity -> {
          var jwt = (JsonWebToken) identity.getPrincipal();
          var caller = QuarkusSecurityIdentity.builder()
              .setPrincipal(jwt)
              .addRoles(identity.getRoles())
              .addAttribute(GRANTS, NamespaceGrant.of(jwt.getClaim(namespacesClaim)))
              .build();
          long endsAtMillis = jwt.getExpirationTime() * 1_000;
          known.keep(token, caller, System.currentTimeMillis(), endsAtMillis);
          return caller;
        });
  }

  private static SecurityIdentity anybody() {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(""))
        .setAnonymous(true)
        .build();
  }

  private static @Nullable String token(RoutingContext context) {
    var header = context.request().getHeader(HttpHeaderNames.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : null;
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    return Uni.createFrom().item(new ChallengeData(ProblemType.UNAUTHENTICATED.status()));
  }

  /** Fails, so that the answer is a problem; Quarkus's own has no body. */
  @Override
  public Uni<Boolean> sendChallenge(RoutingContext context) {
    return Uni.createFrom().failure(new UnauthorizedException());
  }

  @Override
  public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
    return Set.of(TokenAuthenticationRequest.class);
  }
}
