package dev.purereducer.http;

/** Ends a request with a problem. Without a stack trace: it is an answer, not a bug. */
public final class ProblemException extends RuntimeException {
  private final transient Problem problem;
  private final boolean passing;

  public ProblemException(Problem problem) {
    this(problem, false);
  }

  private ProblemException(Problem problem, boolean passing) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
    this.passing = passing;
  }

  /** A problem that passes by itself: the answer says when to ask again. */
  public static ProblemException retryable(ProblemType type, String detail) {
    return new ProblemException(Problem.of(type, detail + "; ask again a little later"), true);
  }

  public Problem problem() {
    return problem;
  }

  boolean isPassing() {
    return passing;
  }
}
