package dev.purereducer.operate;

import dev.purereducer.database.StoreOutage;
import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemMapper;
import dev.purereducer.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;

/** What the resources of this package have in common: the refusals that pass by themselves. */
final class OperateResponses {
  private static final int RETRY_AFTER_SECONDS = 1;

  private OperateResponses() {}

  /** Not now: ends a request with a problem that is worth another try. */
  static final class Busy extends RuntimeException {
    private final transient Problem problem;

    private Busy(Problem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }
  }

  static Busy busy(ProblemType type, String detail) {
    return new Busy(Problem.of(type, detail + "; ask again a little later"));
  }

  /** Runs what a request asks for. A database that is away is a problem, not an error. */
  static Uni<Response> of(Supplier<Uni<Response>> work) {
    return Uni.createFrom()
        .deferred(work::get)
        .onFailure(StoreOutage::is)
        .transform(_ -> busy(ProblemType.STORE_UNAVAILABLE, "the store does not answer"))
        .onFailure(Busy.class)
        .recoverWithItem(failure -> later(((Busy) failure).problem));
  }

  private static Response later(Problem problem) {
    return ProblemMapper.response(problem)
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .build();
  }
}
