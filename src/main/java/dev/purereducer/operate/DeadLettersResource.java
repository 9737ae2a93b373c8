package dev.purereducer.operate;

import dev.purereducer.access.Access;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.operate.DeadLetterTable.Filter;
import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemDocument;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.problem.ProblemType;
import dev.purereducer.read.Queries;
import dev.purereducer.read.Queries.Bounds;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was set aside, to be looked at. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class DeadLettersResource {
  static final Bounds IDS = new Bounds(0, Long.MAX_VALUE);

  private final Access access;
  private final DeadLetterTable table;

  DeadLettersResource(Access access, DeadLetterTable table) {
    this.access = access;
    this.table = table;
  }

  @GET
  @Operation(
      operationId = "listDeadLetters",
      summary = "What was set aside, in order",
      description = DeadLetterDocuments.LIST)
  @APIResponse(
      responseCode = "200",
      description = "A page of letters; the next is at the Link with rel=next",
      content = @Content(schema = @Schema(implementation = DeadLetterDocuments.PageDocument.class)))
  @APIResponse(responseCode = "400", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemDocument.RESPONSE)
  public Uni<Response> list(
      @QueryParam("workflow_key") @Nullable String workflowKey,
      @Parameter(description = "such as gave-up, malformed-action, or what a reducer says")
          @QueryParam("reason")
          @Nullable
          String reason,
      @Parameter(description = "open or redriven; both when absent") @QueryParam("state") @Nullable
          String state,
      @Parameter(description = "The id after which to go on") @QueryParam("after") @Nullable
          String after,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable
          String limit) {
    access.caller().demandEveryNamespace();
    var filter = new Filter(
        Queries.text("workflow_key", workflowKey), Queries.text("reason", reason), isOpen(state));
    int rows = Queries.limit(limit);
    return OperateResponses.of(() -> table
        .list(filter, Queries.number("after", after, IDS, 0), rows)
        .map(page -> DeadLetterResponses.page(page, filter, rows)));
  }

  @GET
  @Path("/{id}")
  @Operation(
      operationId = "getDeadLetter",
      summary = "One letter: what was set aside, and who has redriven it",
      description = DeadLetterDocuments.ONE)
  @APIResponse(
      responseCode = "200",
      description = "the letter",
      content =
          @Content(schema = @Schema(implementation = DeadLetterDocuments.LetterDocument.class)))
  @APIResponse(responseCode = "404", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemDocument.RESPONSE)
  public Uni<Response> get(@PathParam("id") String id) {
    access.caller().demandEveryNamespace();
    return OperateResponses.of(() -> {
      long letter = Queries.number("id", id, IDS, 0);
      return table
          .find(letter)
          .chain(found -> table
              .attempts(letter)
              .map(attempts -> DeadLetterResponses.letter(
                  found.orElseThrow(DeadLettersResource::notFound), attempts)));
    });
  }

  private static ProblemException notFound() {
    return new ProblemException(Problem.of(ProblemType.NOT_FOUND, "no letter has this id"));
  }

  private static @Nullable Boolean isOpen(@Nullable String state) {
    return switch (state) {
      case null -> null;
      case "open" -> true;
      case "redriven" -> false;
      default -> throw Queries.bad("state must be open or redriven");
    };
  }
}
