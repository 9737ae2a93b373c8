package dev.purereducer.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.history.Replay;
import dev.purereducer.history.Verifier.Verification;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.http.Permits;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
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
  private final Permits permits;

  public VerifyResource(CallerAccess access, Replay replay, OperateConfig config) {
    this.access = access;
    this.replay = replay;
    this.permits = new Permits("verifications", config.maxVerifications());
  }

  @POST
  @Path("/{key}/verify")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "verifyWorkflow",
      summary = "Compute a workflow again from its history",
      description = "{workflow_key, version, actions, consistent, findings: [{finding, version}],"
          + " not_checked: [{from, to, reason}]}: checks versions, action hashes and hash chain, and"
          + " replays all actions with the reducer versions that committed them. not_checked are"
          + " those whose reducer version this instance does not have.")
  @APIResponse(
      responseCode = "200",
      description = "the result; consistent is true if there are no findings")
  @APIResponse(responseCode = "404", description = "not-found: no such workflow")
  @APIResponse(responseCode = "429", description = "too-many-readers: see Retry-After")
  public Uni<Response> verify(@PathParam("key") String key) {
    var caller = access.caller();
    return ProblemException.toProblems(() -> {
      caller.requireWorkflow(key);
      if (key.indexOf('\0') >= 0) {
        throw notFound(); // PostgreSQL rejects U+0000 in a parameter
      }
      return permits
          .withPermit(() -> replay.verify(key))
          .map(found -> response(found.orElseThrow(VerifyResource::notFound)));
    });
  }

  private static ProblemException notFound() {
    return new ProblemException(
        Problem.of(ProblemType.NOT_FOUND, "no action has been committed to this workflow"));
  }

  private static Response response(Verification checked) {
    return JsonResponses.ok(to -> write(to, checked)).build();
  }

  private static void write(JsonGenerator to, Verification checked) throws IOException {
    to.writeStartObject();
    to.writeStringField("workflow_key", checked.workflowKey());
    to.writeNumberField("version", checked.version());
    to.writeNumberField("actions", checked.actions());
    to.writeBooleanField("consistent", checked.consistent());
    to.writeArrayFieldStart("findings");
    for (var finding : checked.findings()) {
      to.writeStartObject();
      to.writeStringField("finding", name(finding));
      to.writeNumberField("version", finding.version());
      to.writeEndObject();
    }
    to.writeEndArray();
    to.writeArrayFieldStart("not_checked");
    for (var range : checked.notChecked()) {
      to.writeStartObject();
      to.writeNumberField("from", range.from());
      to.writeNumberField("to", range.to());
      to.writeStringField("reason", range.reason());
      to.writeEndObject();
    }
    to.writeEndArray();
    to.writeEndObject();
  }

  private static String name(Verification.Finding finding) {
    return switch (finding) {
      case Verification.Finding.VersionGap _ -> "version-gap";
      case Verification.Finding.HistoryAheadOfState _ -> "history-ahead-of-state";
      case Verification.Finding.ActionChanged _ -> "action-changed";
      case Verification.Finding.ChainBroken _ -> "chain-broken";
      case Verification.Finding.ReplayFailed _ -> "replay-failed";
      case Verification.Finding.HeadChainDiffers _ -> "head-chain-differs";
      case Verification.Finding.StateDiffers _ -> "state-differs";
      case Verification.Finding.SnapshotMissing _ -> "snapshot-missing";
      case Verification.Finding.SnapshotDiffers _ -> "snapshot-differs";
    };
  }
}
