package dev.purereducer.deadletter;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.action.ActionResponses;
import dev.purereducer.action.IngestRole;
import dev.purereducer.http.CorrelationId;
import dev.purereducer.http.JsonRequestBody;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemOpenApi;
import dev.purereducer.http.QueryParams;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** REST resource that redrives one dead letter; the response is that of the action itself. */
@Path("/v1/dead-letters/{id}/redrive")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class RedriveResource {
  /** Schema of the request body. */
  @Schema(name = "Redrive")
  record RedriveRequest(
      @Schema(
          description =
              "members of the action to replace, such as payload, or expected_version with null"
                  + " to remove the precondition")
      @Nullable
      Object repair) {}

  private final CallerAccess access;
  private final IngestRole role;
  private final Redrive redrive;
  private final ActionResponses responses;

  RedriveResource(
      CallerAccess access, IngestRole role, Redrive redrive, ActionResponses responses) {
    this.access = access;
    this.role = role;
    this.redrive = redrive;
    this.responses = responses;
  }

  @POST
  @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
  @Operation(
      operationId = "redriveDeadLetter",
      summary = "Redrive a dead letter",
      description = """
          Sends the action through the commit path again, under its own id, and returns the \
          response of the action. A committed action, or one that was committed before (with the \
          header Idempotency-Replayed), closes the dead letter. After a refusal it stays open and \
          can be redriven again. Each attempt is recorded with its operator.""")
  @RequestBody(content = @Content(schema = @Schema(implementation = RedriveRequest.class)))
  @Parameter(
      in = ParameterIn.HEADER,
      name = OperatorIdentity.HEADER,
      description = OperatorIdentity.HEADER_DESCRIPTION)
  @APIResponse(
      responseCode = "200",
      description = "committed, now or before; the dead letter is closed")
  @APIResponse(responseCode = "400", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "404", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "409", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "412", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "422", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "429", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemOpenApi.RESPONSE)
  public Uni<Response> redrive(
      @PathParam("id") String id,
      byte @Nullable [] body,
      @Context HttpHeaders headers,
      @Context SecurityContext security) {
    access.caller().requireAllNamespaces();
    return ProblemException.toProblems(() -> {
      role.requireRole();
      var operator = OperatorIdentity.of(
          security.getUserPrincipal(), headers.getHeaderString(OperatorIdentity.HEADER));
      var repair = JsonRequestBody.of(body, Set.of("repair")).object("repair");
      return redrive
          .redrive(QueryParams.number("id", id, DeadLettersResource.IDS, 0), repair, operator)
          .map(result -> responses.of(result.reply(), result.command()).toResponse());
    });
  }

  /** Name of the operator that is recorded with a redrive. */
  static final class OperatorIdentity {
    /** Header with the operator's name; ignored when the caller is authenticated. */
    static final String HEADER = "X-Operator";

    static final String HEADER_DESCRIPTION =
        "name to record with the redrive; used only if the caller is not authenticated";

    private static final String ANONYMOUS = "anonymous";
    private static final int MAX_CHARS = 200;

    private OperatorIdentity() {}

    /** The authenticated caller; else the header's value if it is printable; else anonymous. */
    static String of(@Nullable Principal principal, @Nullable String header) {
      if (principal != null
          && principal.getName() != null
          && !principal.getName().isEmpty()) {
        var name = principal.getName();
        return name.substring(0, Math.min(MAX_CHARS, name.length()));
      }
      return header != null && CorrelationId.fitsHeader(header) ? header : ANONYMOUS;
    }
  }
}
