package dev.purereducer.access;

import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.problem.ProblemType;
import dev.purereducer.reduce.WorkflowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who makes a request. Kept for the request's whole length, on any thread. */
public final class Caller {
  private final Grants grants;
  private final NamespaceRates rates;

  Caller(Grants grants, NamespaceRates rates) {
    this.grants = grants;
    this.rates = rates;
  }

  /** Fails with a problem when the caller may not do this with the workflow, or not now. */
  public void demand(String workflowKey) {
    var refusal = refusal(workflowKey);
    if (refusal != null) {
      throw new ProblemException(refusal);
    }
  }

  /** Why the caller may not do this with the workflow, or not now; null when it may. Counts. */
  public @Nullable Problem refusal(String workflowKey) {
    return grants instanceof Grants.All && !rates.areKept()
        ? null
        : namespaceRefusal(WorkflowKey.namespace(workflowKey));
  }

  /** The same for a namespace as a whole. */
  public void demandNamespace(String namespace) {
    var refusal = namespaceRefusal(namespace);
    if (refusal != null) {
      throw new ProblemException(refusal);
    }
  }

  /** Fails with a problem unless the caller reaches every namespace. */
  public void demandEveryNamespace() {
    if (!(grants instanceof Grants.All)) {
      throw new ProblemException(
          Problem.of(ProblemType.FORBIDDEN, "this is for callers who reach every namespace"));
    }
  }

  /** The namespaces that the caller reaches; null for all. */
  public @Nullable List<String> namespaces() {
    return switch (grants) {
      case Grants.All _ -> null;
      case Grants.Only(var names) -> List.copyOf(names);
    };
  }

  private @Nullable Problem namespaceRefusal(String namespace) {
    if (!grants.reach(namespace)) {
      return Problem.of(ProblemType.FORBIDDEN, "the namespace is not granted to this caller");
    }
    return rates.take(namespace)
        ? null
        : Problem.of(
            ProblemType.TOO_MANY_REQUESTS, "the namespace is over its rate; send it again later");
  }
}
