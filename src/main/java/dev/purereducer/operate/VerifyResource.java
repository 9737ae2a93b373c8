package dev.purereducer.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.history.Replay;
import dev.purereducer.history.Verification;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.http.ProblemUnis;
import dev.purereducer.read.ReadResponses;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * REST resource that verifies a workflow: checks its history for consistency, and against its
 * state.
 */
@Path("/v1/workflows")
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class VerifyResource {
  private final CallerAccess access;
  private final Replay replay;
  private final OperateConfig config;
  private final AtomicInteger running = new AtomicInteger();

  public VerifyResource(CallerAccess access, Replay replay, OperateConfig config) {
    this.access = access;
    this.replay = replay;
    this.config = config;
  }

  @POST
  @Path("/{key}/verify")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "verifyWorkflow",
      summary = "Verify a workflow by replaying its history",
      description = "{workflow_key, version, actions, sound, findings: [{finding, version}]}: folds"
          + " all of its actions, and checks versions, payload hashes, chain and state.")
  @APIResponse(responseCode = "200", description = "checked; sound says whether all is well")
  @APIResponse(responseCode = "404", description = "not-found: no such workflow")
  @APIResponse(responseCode = "429", description = "too-many-readers: see Retry-After")
  public Uni<Response> verify(@PathParam("key") String key) {
    var caller = access.caller();
    return ProblemUnis.of(() -> {
      caller.requireWorkflow(key);
      if (key.indexOf('\0') >= 0) {
        throw notFound(); // PostgreSQL rejects U+0000 in a parameter
      }
      if (running.incrementAndGet() > config.maxVerifications()) {
        running.decrementAndGet();
        throw ProblemException.retryable(
            ProblemType.TOO_MANY_READERS, "the maximum number of verifications is already running");
      }
      return Uni.createFrom()
          .deferred(() -> replay.verify(key))
          .onTermination()
          .invoke(running::decrementAndGet)
          .map(found -> response(found.orElseThrow(VerifyResource::notFound)));
    });
  }

  private static ProblemException notFound() {
    return new ProblemException(
        Problem.of(ProblemType.NOT_FOUND, "no action has been committed to this workflow"));
  }

  private static Response response(Verification checked) {
    return ReadResponses.ok(to -> write(to, checked)).build();
  }

  private static void write(JsonGenerator to, Verification checked) throws IOException {
    to.writeStartObject();
    to.writeStringField("workflow_key", checked.workflowKey());
    to.writeNumberField("version", checked.version());
    to.writeNumberField("actions", checked.actions());
    to.writeBooleanField("sound", checked.consistent());
    to.writeArrayFieldStart("findings");
    for (var finding : checked.findings()) {
      to.writeStartObject();
      to.writeStringField("finding", name(finding));
      to.writeNumberField("version", finding.version());
      to.writeEndObject();
    }
    to.writeEndArray();
    to.writeEndObject();
  }

  private static String name(Verification.Finding finding) {
    return switch (finding) {
      case Verification.Finding.VersionGap _ -> "not-dense";
      case Verification.Finding.HistoryAheadOfState _ -> "beyond-head";
      case Verification.Finding.PayloadChanged _ -> "payload-changed";
      case Verification.Finding.ChainBroken _ -> "chain-broken";
      case Verification.Finding.ReplayFailed _ -> "not-reduced";
      case Verification.Finding.HeadChainDiffers _ -> "head-chain-differs";
      case Verification.Finding.StateDiffers _ -> "state-differs";
    };
  }
}
