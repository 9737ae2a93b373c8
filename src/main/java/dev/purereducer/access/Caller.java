package dev.purereducer.access;

import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.reduce.WorkflowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who makes a request. Kept for the request's whole length, on any thread. */
public final class Caller {
  private final NamespaceGrant grants;
  private final NamespaceRateLimiter rates;

  Caller(NamespaceGrant grants, NamespaceRateLimiter rates) {
    this.grants = grants;
    this.rates = rates;
  }

  /** Fails with a problem when the caller may not do this with the workflow, or not now. */
  public void requireWorkflow(String workflowKey) {
    var refusal = denialReason(workflowKey);
    if (refusal != null) {
      throw new ProblemException(refusal);
    }
  }

  /** Why the caller may not do this with the workflow, or not now; null when it may. Counts. */
  public @Nullable Problem denialReason(String workflowKey) {
    return grants instanceof NamespaceGrant.All && !rates.areKept()
        ? null
        : namespaceRefusal(WorkflowKey.namespace(workflowKey));
  }

  /** The same for a namespace as a whole. */
  public void requireNamespace(String namespace) {
    var refusal = namespaceRefusal(namespace);
    if (refusal != null) {
      throw new ProblemException(refusal);
    }
  }

  /** Fails with a problem unless the caller reaches every namespace. */
  public void requireAllNamespaces() {
    if (!(grants instanceof NamespaceGrant.All)) {
      throw new ProblemException(
          Problem.of(ProblemType.FORBIDDEN, "this is for callers who reach every namespace"));
    }
  }

  /** The namespaces that the caller reaches; null for all. */
  public @Nullable List<String> namespaces() {
    return switch (grants) {
      case NamespaceGrant.All _ -> null;
      case NamespaceGrant.Some(var names) -> List.copyOf(names);
    };
  }

  private @Nullable Problem namespaceRefusal(String namespace) {
    if (!grants.reach(namespace)) {
      return Problem.of(ProblemType.FORBIDDEN, "the namespace is not granted to this caller");
    }
    return rates.tryAcquire(namespace)
        ? null
        : Problem.of(
            ProblemType.TOO_MANY_REQUESTS, "the namespace is over its rate; send it again later");
  }
}
