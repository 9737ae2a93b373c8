package dev.purereducer.read;

import dev.purereducer.history.Replay.CorruptHistoryException;
import dev.purereducer.history.Replay.ReducerVersionUnavailableException;
import dev.purereducer.http.EntityTags;
import dev.purereducer.http.Permits.NoPermitException;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.function.Supplier;

/** The role check and the failures that the resources of this package share. */
@ApplicationScoped
public class ReadResponses {
  private final RoleConfig roles;
  private final ReadMeters meters;

  ReadResponses(RoleConfig roles, ReadMeters meters) {
    this.roles = roles;
    this.meters = meters;
  }

  /** Runs a read if this instance has the role {@code read}, and converts failures to problems. */
  <T> Uni<T> of(Supplier<Uni<T>> read) {
    return ProblemException.toProblems(() -> {
          demandRole();
          return Uni.createFrom()
              .deferred(read::get)
              .onFailure(NoPermitException.class)
              .invoke(meters::refused);
        })
        .onFailure(ReducerVersionUnavailableException.class)
        .transform(ReadResponses::notComputable)
        .onFailure(CorruptHistoryException.class)
        .transform(
            damage -> problem(ProblemType.DAMAGED_HISTORY, String.valueOf(damage.getMessage())));
  }

  /** Opens a stream; a failure to open it becomes a problem. */
  <T> Multi<T> stream(Supplier<Multi<T>> read) {
    demandRole();
    try {
      return read.get();
    } catch (NoPermitException full) {
      meters.refused();
      throw ProblemException.noPermit(full);
    }
  }

  /** Throws a problem if this instance does not have the role {@code read}. */
  void demandRole() {
    if (!roles.runs(Role.READ)) {
      throw problem(ProblemType.ROLE_OFF, "this instance does not have the role read");
    }
  }

  /** A response with an entity tag; status 304 if {@code ifNoneMatch} names it. */
  static ResponseBuilder ofVersion(long version, byte[] body, String ifNoneMatch) {
    var tag = EntityTags.of(version, body);
    var response = EntityTags.matches(ifNoneMatch, tag)
        ? Response.notModified()
        : Response.ok(body, MediaType.APPLICATION_JSON_TYPE);
    return response.header(HttpHeaders.ETAG, tag);
  }

  static ProblemException notFound() {
    return problem(ProblemType.NOT_FOUND, "no action has been committed to this workflow");
  }

  private static ProblemException notComputable(Throwable failure) {
    var readable = ((ReducerVersionUnavailableException) failure).readableVersions();
    var type = ProblemType.PAST_REDUCER_VERSION_UNAVAILABLE;
    return new ProblemException(
        Problem.of(type, String.valueOf(failure.getMessage())).with("readable_versions", readable));
  }

  private static ProblemException problem(ProblemType type, String detail) {
    return new ProblemException(Problem.of(type, detail));
  }
}
