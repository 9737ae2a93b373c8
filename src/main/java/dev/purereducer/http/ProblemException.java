package dev.purereducer.http;

import dev.purereducer.database.SqlErrors;
import dev.purereducer.http.Permits.NoPermitException;
import dev.purereducer.reduce.Reducers.NotDeployedException;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

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

  /** Runs a request's work. What another attempt or instance may do becomes a temporary problem. */
  public static <T> Uni<T> toProblems(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(work::get)
        .onFailure(NoPermitException.class)
        .transform(failure -> noPermit((NoPermitException) failure))
        .onFailure(NotDeployedException.class)
        .transform(_ -> retryable(
            ProblemType.REDUCER_VERSION_UNAVAILABLE,
            "another instance may have the reducer of this state"))
        .onFailure(SqlErrors::isOutage)
        .transform(_ -> storeUnavailable());
  }

  /** The problem of a request during a database outage. */
  public static ProblemException storeUnavailable() {
    return retryable(ProblemType.STORE_UNAVAILABLE, "the database is not available");
  }

  /** The problem of a request that finds no free permit. */
  public static ProblemException noPermit(NoPermitException failure) {
    return retryable(ProblemType.TOO_MANY_READERS, String.valueOf(failure.getMessage()));
  }

  public Problem problem() {
    return problem;
  }

  boolean isRetryable() {
    return retryable;
  }
}
