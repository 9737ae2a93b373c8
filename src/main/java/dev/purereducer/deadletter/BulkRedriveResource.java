package dev.purereducer.deadletter;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.action.IngestRole;
import dev.purereducer.deadletter.BulkRedrive.Summary;
import dev.purereducer.deadletter.DeadLetterStore.DeadLetterFilter;
import dev.purereducer.http.JsonRequestBody;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.http.ProblemDocument;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.QueryParams.NumberRange;
import dev.purereducer.http.RequestFailures;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
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
import org.jspecify.annotations.Nullable;

/** Many letters, to be tried again; one such request at a time in this process. */
@Path("/v1/dead-letters/redrive")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class BulkRedriveResource {
  private static final NumberRange LIMITS = new NumberRange(1, 1_000);
  private static final int DEFAULT_LIMIT = 200;

  private final CallerAccess access;
  private final IngestRole role;
  private final BulkRedrive bulk;
  private final AtomicBoolean underWay = new AtomicBoolean();

  BulkRedriveResource(CallerAccess access, IngestRole role, BulkRedrive bulk) {
    this.access = access;
    this.role = role;
    this.bulk = bulk;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "redriveDeadLetters",
      summary = "Try the open letters of a workflow, or of a reason, again",
      description = DeadLetterOpenApi.BULK)
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = DeadLetterOpenApi.BulkDocument.class)))
  @Parameter(
      in = ParameterIn.HEADER,
      name = OperatorIdentity.HEADER,
      description = OperatorIdentity.MEANING)
  @APIResponse(
      responseCode = "200",
      description = "what came of each",
      content =
          @Content(schema = @Schema(implementation = DeadLetterOpenApi.SummaryDocument.class)))
  @APIResponse(responseCode = "400", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "429", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemDocument.RESPONSE)
  public Uni<Response> redrive(
      byte @Nullable [] body, @Context HttpHeaders headers, @Context SecurityContext security) {
    access.caller().requireAllNamespaces();
    return RequestFailures.toProblems(() -> {
      role.requireRole();
      var by = OperatorIdentity.of(
          security.getUserPrincipal(), headers.getHeaderString(OperatorIdentity.HEADER));
      var asked = JsonRequestBody.of(body, Set.of("workflow_key", "reason", "after", "limit"));
      var filter = new DeadLetterFilter(asked.text("workflow_key"), asked.text("reason"), true);
      if (filter.workflowKey() == null && filter.reason() == null) {
        throw QueryParams.badRequest("name a workflow_key or a reason");
      }
      long after = asked.number("after", DeadLettersResource.IDS, 0);
      int limit = (int) asked.number("limit", LIMITS, DEFAULT_LIMIT);
      return alone(() -> bulk.redrive(filter, after, limit, by)).map(BulkRedriveResource::response);
    });
  }

  private Uni<Summary> alone(Supplier<Uni<Summary>> work) {
    if (!underWay.compareAndSet(false, true)) {
      return Uni.createFrom()
          .failure(ProblemException.retryable(
              ProblemType.QUEUE_FULL, "another bulk redrive is under way here"));
    }
    return Uni.createFrom().deferred(work::get).onTermination().invoke(() -> underWay.set(false));
  }

  private static Response response(Summary summary) {
    return JsonResponses.ok(to -> {
          to.writeStartObject();
          to.writeNumberField("tried", summary.letters().size());
          to.writeNumberField(
              "closed",
              summary.letters().stream()
                  .filter(BulkRedrive.RedriveResult::closed)
                  .count());
          to.writeArrayFieldStart("items");
          for (var letter : summary.letters()) {
            to.writeStartObject();
            to.writeNumberField("id", letter.id());
            to.writeStringField("workflow_key", letter.workflowKey());
            to.writeStringField("outcome", letter.outcome());
            if (letter.version() != null) {
              to.writeNumberField("version", letter.version());
            }
            to.writeEndObject();
          }
          to.writeEndArray();
          if (summary.more()) {
            to.writeNumberField("next", summary.letters().getLast().id());
          } else {
            to.writeNullField("next");
          }
          to.writeEndObject();
        })
        .build();
  }
}
