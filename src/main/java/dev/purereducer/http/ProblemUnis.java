package dev.purereducer.http;

import dev.purereducer.database.StoreOutage;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/** What the resources of this package have in common. */
public final class ProblemUnis {
  private ProblemUnis() {}

  /** Runs what a request asks for. A database that is away is a problem, not an error. */
  public static <T> Uni<T> of(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(work::get)
        .onFailure(StoreOutage::is)
        .transform(_ ->
            ProblemException.retryable(ProblemType.STORE_UNAVAILABLE, "the store does not answer"));
  }
}
