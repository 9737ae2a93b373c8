package dev.purereducer.http;

import dev.purereducer.database.SqlErrors;
import dev.purereducer.http.Permits.NoPermitException;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** Failures that any request may meet, as problems that the caller can retry. */
public final class RequestFailures {
  private RequestFailures() {}

  /** Runs a request's work. A database outage or a missing permit becomes a problem. */
  public static <T> Uni<T> toProblems(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(work::get)
        .onFailure(NoPermitException.class)
        .transform(failure -> noPermit((NoPermitException) failure))
        .onFailure(SqlErrors::isOutage)
        .transform(_ -> ProblemException.retryable(
            ProblemType.STORE_UNAVAILABLE, "the database is not available"));
  }

  public static ProblemException noPermit(NoPermitException failure) {
    return ProblemException.retryable(
        ProblemType.TOO_MANY_READERS, String.valueOf(failure.getMessage()));
  }
}
