package dev.purereducer.operate;

import dev.purereducer.database.StoreOutage;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/** What the resources of this package have in common. */
final class OperateResponses {
  private OperateResponses() {}

  /** Runs what a request asks for. A database that is away is a problem, not an error. */
  static Uni<Response> of(Supplier<Uni<Response>> work) {
    return Uni.createFrom()
        .deferred(work::get)
        .onFailure(StoreOutage::is)
        .transform(_ ->
            ProblemException.passing(ProblemType.STORE_UNAVAILABLE, "the store does not answer"));
  }
}
