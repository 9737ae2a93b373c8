package dev.purereducer.deadletter;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.deadletter.DeadLetterStore.DeadLetterFilter;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemDocument;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.QueryParams.NumberRange;
import dev.purereducer.http.RequestFailures;
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
  static final NumberRange IDS = new NumberRange(0, Long.MAX_VALUE);

  private final CallerAccess access;
  private final DeadLetterStore table;

  DeadLettersResource(CallerAccess access, DeadLetterStore table) {
    this.access = access;
    this.table = table;
  }

  @GET
  @Operation(
      operationId = "listDeadLetters",
      summary = "What was set aside, in order",
      description = DeadLetterOpenApi.LIST)
  @APIResponse(
      responseCode = "200",
      description = "A page of letters; the next is at the Link with rel=next",
      content = @Content(schema = @Schema(implementation = DeadLetterOpenApi.PageDocument.class)))
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
    access.caller().requireAllNamespaces();
    var filter = new DeadLetterFilter(
        QueryParams.text("workflow_key", workflowKey),
        QueryParams.text("reason", reason),
        isOpen(state));
    int rows = QueryParams.limit(limit);
    return RequestFailures.toProblems(() -> table
        .list(filter, QueryParams.number("after", after, IDS, 0), rows)
        .map(page -> DeadLetterResponses.page(page, filter, rows)));
  }

  @GET
  @Path("/{id}")
  @Operation(
      operationId = "getDeadLetter",
      summary = "One letter: what was set aside, and who has redriven it",
      description = DeadLetterOpenApi.ONE)
  @APIResponse(
      responseCode = "200",
      description = "the letter",
      content =
          @Content(schema = @Schema(implementation = DeadLetterOpenApi.DeadLetterSchema.class)))
  @APIResponse(responseCode = "404", ref = ProblemDocument.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemDocument.RESPONSE)
  public Uni<Response> get(@PathParam("id") String id) {
    access.caller().requireAllNamespaces();
    return RequestFailures.toProblems(() -> {
      long letter = QueryParams.number("id", id, IDS, 0);
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
      default -> throw QueryParams.badRequest("state must be open or redriven");
    };
  }
}
