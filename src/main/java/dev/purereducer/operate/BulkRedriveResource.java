package dev.purereducer.operate;

import dev.purereducer.access.Access;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.action.IngestRole;
import dev.purereducer.operate.BulkRedrive.Summary;
import dev.purereducer.operate.DeadLetterTable.Filter;
import dev.purereducer.problem.ProblemDocument;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.problem.ProblemType;
import dev.purereducer.read.Queries;
import dev.purereducer.read.Queries.Bounds;
import dev.purereducer.read.ReadResponses;
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
  private static final Bounds LIMITS = new Bounds(1, 1_000);
  private static final int DEFAULT_LIMIT = 200;

  private final Access access;
  private final IngestRole role;
  private final BulkRedrive bulk;
  private final AtomicBoolean underWay = new AtomicBoolean();

  BulkRedriveResource(Access access, IngestRole role, BulkRedrive bulk) {
    this.access = access;
    this.role = role;
    this.bulk = bulk;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "redriveDeadLetters",
      summary = "Try the open letters of a workflow, or of a reason, again",
      description = DeadLetterDocuments.BULK)
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = DeadLetterDocuments.BulkDocument.class)))
  @Parameter(in = ParameterIn.HEADER, name = Operator.HEADER, description = Operator.MEANING)
  @APIResponse(
      responseCode = "200",
      description = "what came of each",
      content =
          @Content(schema = @Schema(implementation = DeadLetterDocuments.SummaryDocument.class)))
  @APIResponse(responseCode = "400", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "429", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemDocument.RESPONSE)
  public Uni<Response> redrive(
      byte @Nullable [] body, @Context HttpHeaders headers, @Context SecurityContext security) {
    access.caller().demandEveryNamespace();
    return OperateResponses.of(() -> {
      role.demand();
      var by = Operator.of(security.getUserPrincipal(), headers.getHeaderString(Operator.HEADER));
      var asked = Asked.of(body, Set.of("workflow_key", "reason", "after", "limit"));
      var filter = new Filter(asked.text("workflow_key"), asked.text("reason"), true);
      if (filter.workflowKey() == null && filter.reason() == null) {
        throw Queries.bad("name a workflow_key or a reason");
      }
      long after = asked.number("after", DeadLettersResource.IDS, 0);
      int limit = (int) asked.number("limit", LIMITS, DEFAULT_LIMIT);
      return alone(() -> bulk.redrive(filter, after, limit, by)).map(BulkRedriveResource::response);
    });
  }

  private Uni<Summary> alone(Supplier<Uni<Summary>> work) {
    if (!underWay.compareAndSet(false, true)) {
      return Uni.createFrom()
          .failure(ProblemException.passing(
              ProblemType.QUEUE_FULL, "another bulk redrive is under way here"));
    }
    return Uni.createFrom().deferred(work::get).onTermination().invoke(() -> underWay.set(false));
  }

  private static Response response(Summary summary) {
    return ReadResponses.ok(to -> {
          to.writeStartObject();
          to.writeNumberField("tried", summary.letters().size());
          to.writeNumberField(
              "closed",
              summary.letters().stream().filter(BulkRedrive.Done::closed).count());
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
