package dev.purereducer.problem;

/** Ends a request with a problem. Without a stack trace: it is an answer, not a bug. */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;

  public ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
