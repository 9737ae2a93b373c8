package dev.purereducer.deadletter;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.action.IngestRole;
import dev.purereducer.deadletter.BulkRedrive.Summary;
import dev.purereducer.deadletter.DeadLetterStore.DeadLetterFilter;
import dev.purereducer.deadletter.RedriveResource.OperatorIdentity;
import dev.purereducer.http.JsonRequestBody;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemOpenApi;
import dev.purereducer.http.ProblemType;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.QueryParams.NumberRange;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** REST resource that redrives many dead letters; one request at a time per instance. */
@Path("/v1/dead-letters/redrive")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class BulkRedriveResource {
  /** Schema of the request body. */
  @Schema(name = "BulkRedrive", description = "workflow_key, or reason, or both")
  record BulkRedriveRequest(
      @JsonProperty("workflow_key") @Nullable String workflowKey,
      @Nullable String reason,

      @Schema(description = "redrive dead letters after this id") @Nullable
      Long after,

      @Schema(minimum = "1", maximum = "1000", defaultValue = "200") @Nullable
      Integer limit) {}

  private static final NumberRange LIMITS = new NumberRange(1, 1_000);
  private static final int DEFAULT_LIMIT = 200;

  private final CallerAccess access;
  private final IngestRole role;
  private final BulkRedrive bulk;
  private final AtomicBoolean running = new AtomicBoolean();

  BulkRedriveResource(CallerAccess access, IngestRole role, BulkRedrive bulk) {
    this.access = access;
    this.role = role;
    this.bulk = bulk;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "redriveDeadLetters",
      summary = "Redrive the open dead letters of a workflow or of a reason",
      description = """
          The dead letters of one workflow are redriven one after another, in their order. After a \
          temporary failure, or an action that gave up, the later ones of its workflow are \
          skipped. Redrives at most limit dead letters; continue with after = next until next is \
          null.""")
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = BulkRedriveRequest.class)))
  @Parameter(
      in = ParameterIn.HEADER,
      name = OperatorIdentity.HEADER,
      description = OperatorIdentity.HEADER_DESCRIPTION)
  @APIResponse(
      responseCode = "200",
      description = "the result of each redrive",
      content = @Content(schema = @Schema(implementation = Summary.class)))
  @APIResponse(responseCode = "400", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "429", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemOpenApi.RESPONSE)
  public Uni<RestResponse<Summary>> redrive(
      byte @Nullable [] body, @Context HttpHeaders headers, @Context SecurityContext security) {
    access.caller().requireAllNamespaces();
    return ProblemException.toProblems(() -> {
      role.requireRole();
      var operator = OperatorIdentity.of(
          security.getUserPrincipal(), headers.getHeaderString(OperatorIdentity.HEADER));
      var request = JsonRequestBody.of(body, Set.of("workflow_key", "reason", "after", "limit"));
      var filter = new DeadLetterFilter(request.text("workflow_key"), request.text("reason"), true);
      if (filter.workflowKey() == null && filter.reason() == null) {
        throw QueryParams.badRequest("workflow_key or reason is required");
      }
      long after = request.number("after", DeadLettersResource.IDS, 0);
      int limit = (int) request.number("limit", LIMITS, DEFAULT_LIMIT);
      return exclusively(() -> bulk.redrive(filter, after, limit, operator))
          .map(summary -> RestResponse.ResponseBuilder.ok(summary, MediaType.APPLICATION_JSON_TYPE)
              .build());
    });
  }

  private Uni<Summary> exclusively(Supplier<Uni<Summary>> work) {
    if (!running.compareAndSet(false, true)) {
      return Uni.createFrom()
          .failure(ProblemException.retryable(
              ProblemType.QUEUE_FULL, "this instance is already running a bulk redrive"));
    }
    return Uni.createFrom().deferred(work::get).onTermination().invoke(() -> running.set(false));
  }
}
