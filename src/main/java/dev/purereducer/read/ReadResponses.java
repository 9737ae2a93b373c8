package dev.purereducer.read;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.history.CorruptHistoryException;
import dev.purereducer.http.NoPermitException;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.json.JsonText;
import dev.purereducer.runtime.Role;
import dev.purereducer.runtime.RoleConfig;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** What the resources of this package have in common: the role, the refusals, JSON bodies. */
@ApplicationScoped
public class ReadResponses {
  /** Writes one JSON value. */
  @FunctionalInterface
  public interface Body {
    void writeTo(JsonGenerator to) throws IOException;
  }

  private final RoleConfig roles;
  private final ReadMeters meters;

  ReadResponses(RoleConfig roles, ReadMeters meters) {
    this.roles = roles;
    this.meters = meters;
  }

  /** Runs a read if this instance has the role {@code read}, and converts failures to problems. */
  <T> Uni<T> of(Supplier<Uni<T>> read) {
    return Uni.createFrom()
        .deferred(() -> {
          demandRole();
          return read.get();
        })
        .onFailure(NoPermitException.class)
        .transform(this::refused)
        .onFailure(CorruptHistoryException.class)
        .transform(
            damage -> problem(ProblemType.DAMAGED_HISTORY, String.valueOf(damage.getMessage())))
        .onFailure(SqlErrors::isOutage)
        .transform(_ ->
            ProblemException.retryable(ProblemType.STORE_UNAVAILABLE, "the store does not answer"));
  }

  /** Opens a stream; a failure to open it becomes a problem. */
  <T> Multi<T> stream(Supplier<Multi<T>> read) {
    demandRole();
    try {
      return read.get();
    } catch (NoPermitException full) {
      throw refused(full);
    }
  }

  private void demandRole() {
    if (!roles.runs(Role.READ)) {
      throw problem(ProblemType.ROLE_OFF, "this instance does not have the role read");
    }
  }

  public static Response.ResponseBuilder ok(Body body) {
    return Response.ok(json(body), MediaType.APPLICATION_JSON_TYPE);
  }

  static byte[] json(Body body) {
    var out = new ByteArrayOutputStream(512);
    try (var to = JsonText.generator(out)) {
      body.writeTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static ProblemException notFound() {
    return problem(ProblemType.NOT_FOUND, "no action has been committed to this workflow");
  }

  private ProblemException refused(Throwable why) {
    meters.refused();
    return ProblemException.retryable(
        ProblemType.TOO_MANY_READERS, String.valueOf(why.getMessage()));
  }

  private static ProblemException problem(ProblemType type, String detail) {
    return new ProblemException(Problem.of(type, detail));
  }
}
