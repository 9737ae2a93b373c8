package dev.purereducer.http;

/** Ends a request with a problem. It has no stack trace, because it is a response and not a bug. */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;
  private final boolean retryable;

  public ProblemException(Problem problem) {
    this(problem, false);
  }

  private ProblemException(Problem problem, boolean retryable) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.retryable = retryable;
  }

  /** A temporary problem, with {@code Retry-After} in the response. */
  public static ProblemException retryable(ProblemType type, String detail) {
    return new ProblemException(Problem.of(type, detail + "; retry later"), true);
  }

  public Problem problem() {
    return problem;
  }

  boolean isRetryable() {
    return retryable;
  }
}
