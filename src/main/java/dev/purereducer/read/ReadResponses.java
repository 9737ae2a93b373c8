package dev.purereducer.read;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.database.StoreOutage;
import dev.purereducer.json.JsonText;
import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.problem.ProblemMapper;
import dev.purereducer.problem.ProblemType;
import dev.purereducer.replay.DamagedHistory;
import dev.purereducer.role.Role;
import dev.purereducer.role.RoleConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** What the resources of this package have in common: the role, the refusals, JSON bodies. */
@ApplicationScoped
public class ReadResponses {
  private static final int RETRY_AFTER_SECONDS = 1;

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

  /** Runs a read where this process reads, and turns its refusals into problems. */
  Uni<Response> of(Supplier<Uni<Response>> read) {
    if (!roles.runs(Role.READ)) {
      return Uni.createFrom()
          .item(problem(
              ProblemType.ROLE_OFF, "the role read is off here; ask a process that has it"));
    }
    return Uni.createFrom()
        .deferred(read::get)
        .onFailure(TooManyReaders.class)
        .recoverWithItem(this::refused)
        .onFailure(DamagedHistory.class)
        .recoverWithItem(
            damage -> problem(ProblemType.DAMAGED_HISTORY, String.valueOf(damage.getMessage())))
        .onFailure(StoreOutage::is)
        .recoverWithItem(_ -> later(ProblemType.STORE_UNAVAILABLE, "ask again a little later"));
  }

  public static Response.ResponseBuilder ok(Body body) {
    var out = new ByteArrayOutputStream(512);
    try (var to = JsonText.generator(out)) {
      body.writeTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Response.ok(out.toByteArray(), MediaType.APPLICATION_JSON_TYPE);
  }

  static ProblemException notFound() {
    return new ProblemException(
        Problem.of(ProblemType.NOT_FOUND, "no action has been committed to this workflow"));
  }

  private Response refused(Throwable why) {
    meters.refused();
    return later(ProblemType.TOO_MANY_READERS, why.getMessage() + "; ask again a little later");
  }

  private static Response later(ProblemType type, String detail) {
    return ProblemMapper.response(Problem.of(type, detail))
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .build();
  }

  private static Response problem(ProblemType type, String detail) {
    return ProblemMapper.response(Problem.of(type, detail)).build();
  }
}
