package dev.purereducer.access;

import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.reduce.WorkflowKey;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The caller of the current request and its permissions. */
@ApplicationScoped
public class CallerAccess {
  /** The roles of callers, as listed in a token's claim {@code groups}. No role includes another. */
  public static final class CallerRoles {
    /** Sends actions. */
    public static final String WRITER = "writer";

    /** Reads workflows and their history. */
    public static final String READER = "reader";

    /** Operates the service, and reads. */
    public static final String OPERATOR = "operator";

    private CallerRoles() {}
  }

  private final AuthModeCheck authMode;
  private final CurrentIdentityAssociation current;
  private final NamespaceRateLimiter rates;
  private final Caller unrestricted;

  public CallerAccess(
      AuthModeCheck authMode, CurrentIdentityAssociation current, NamespaceRateLimiter rates) {
    this.authMode = authMode;
    this.current = current;
    this.rates = rates;
    this.unrestricted = new Caller(null, new NamespaceGrant.All(), rates);
  }

  /** The caller of the current request. Must be called before the resource method returns. */
  public Caller caller() {
    return authMode.isOpen() ? unrestricted : caller(current.getIdentity());
  }

  private Caller caller(SecurityIdentity identity) {
    var name = identity.isAnonymous() ? null : identity.getPrincipal().getName();
    return new Caller(name, NamespaceGrantAugmentor.grantOf(identity), rates);
  }

  /** The name and the permissions of a request's caller. Usable on any thread, for the duration of the request. */
  public static final class Caller {
    private static final int MAX_NAME_CHARS = 200;

    private final @Nullable String name;
    private final NamespaceGrant grant;
    private final NamespaceRateLimiter rates;

    Caller(@Nullable String name, NamespaceGrant grant, NamespaceRateLimiter rates) {
      this.name = name == null ? null : storable(name);
      this.grant = grant;
      this.rates = rates;
    }

    /** The name in the caller's token, at most {@value #MAX_NAME_CHARS} chars; null without one. */
    public @Nullable String name() {
      return name;
    }

    /** PostgreSQL cannot store U+0000, nor half a pair of surrogates. */
    private static String storable(String text) {
      var shortened = text.substring(0, Math.min(text.length(), MAX_NAME_CHARS));
      return shortened.replaceAll("[\\p{Cc}\\p{Cs}]", "?");
    }

    /** Throws a problem if {@link #denialReason} has one. */
    public void requireWorkflow(String workflowKey) {
      throwIfDenied(denialReason(workflowKey));
    }

    /** Throws a problem if the namespace is not granted, or over its rate. Counts against the rate. */
    public void requireNamespace(String namespace) {
      throwIfDenied(namespaceDenial(namespace));
    }

    /** Throws a problem unless the caller has access to every namespace. */
    public void requireAllNamespaces() {
      if (!(grant instanceof NamespaceGrant.All)) {
        throw new ProblemException(Problem.of(
            ProblemType.FORBIDDEN, "this requires a caller with access to every namespace"));
      }
    }

    /**
     * The problem with a call for this workflow: its namespace is not granted, or over its rate. Null
     * if there is none. Counts against the rate.
     */
    public @Nullable Problem denialReason(String workflowKey) {
      return grant instanceof NamespaceGrant.All && !rates.isLimited()
          ? null
          : namespaceDenial(WorkflowKey.namespace(workflowKey));
    }

    /** The granted namespaces; null for all. */
    public @Nullable List<String> namespaces() {
      return switch (grant) {
        case NamespaceGrant.All _ -> null;
        case NamespaceGrant.Some(var names) -> List.copyOf(names);
      };
    }

    private @Nullable Problem namespaceDenial(String namespace) {
      if (!grant.includes(namespace)) {
        return Problem.of(ProblemType.FORBIDDEN, "the caller has no access to this namespace");
      }
      return rates.tryAcquire(namespace)
          ? null
          : Problem.of(
              ProblemType.TOO_MANY_REQUESTS,
              "the namespace has exceeded its rate limit; send it again later");
    }

    private static void throwIfDenied(@Nullable Problem denial) {
      if (denial != null) {
        throw new ProblemException(denial);
      }
    }
  }
}
