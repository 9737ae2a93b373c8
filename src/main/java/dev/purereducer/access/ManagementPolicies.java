package dev.purereducer.access;

import dev.purereducer.access.CallerAccess.CallerRoles;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.function.Predicate;

/**
 * Policies for the paths outside the API ({@code /q}), referred to by name in the configuration.
 *
 * <p>An anonymous caller is a failure here, which becomes a problem. Quarkus's built-in policies send
 * a challenge without a body.
 */
@Singleton
class ManagementPolicies {
  @Produces
  @Singleton
  HttpSecurityPolicy authenticatedCallers() {
    return new CallerPolicy("callers", _ -> true);
  }

  @Produces
  @Singleton
  HttpSecurityPolicy operators() {
    return new CallerPolicy("operators", identity -> identity.hasRole(CallerRoles.OPERATOR));
  }

  private record CallerPolicy(String name, Predicate<SecurityIdentity> isPermitted)
      implements HttpSecurityPolicy {
    @Override
    public Uni<CheckResult> checkPermission(
        RoutingContext request,
        Uni<SecurityIdentity> caller,
        AuthorizationRequestContext requestContext) {
      return caller.map(identity -> {
        if (identity.isAnonymous()) {
          throw new UnauthorizedException();
        }
        return isPermitted.test(identity) ? CheckResult.PERMIT : CheckResult.DENY;
      });
    }
  }
}
