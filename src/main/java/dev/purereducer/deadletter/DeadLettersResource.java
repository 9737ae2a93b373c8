package dev.purereducer.deadletter;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.deadletter.DeadLetterResponses.DeadLetterPage;
import dev.purereducer.deadletter.DeadLetterResponses.DeadLetterResponse;
import dev.purereducer.deadletter.DeadLetterStore.DeadLetterFilter;
import dev.purereducer.http.Page;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemOpenApi;
import dev.purereducer.http.ProblemType;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.QueryParams.NumberRange;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** REST resource that lists dead letters and returns single ones. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class DeadLettersResource {
  static final NumberRange IDS = new NumberRange(0, Long.MAX_VALUE);

  private final CallerAccess access;
  private final DeadLetterStore store;

  DeadLettersResource(CallerAccess access, DeadLetterStore store) {
    this.access = access;
    this.store = store;
  }

  @GET
  @Operation(
      operationId = "listDeadLetters",
      summary = "List dead letters, oldest first",
      description = """
          Actions that gave up, and Kafka records that could not be processed, without their \
          contents. Records of the dead-letter topic appear here shortly after they are written.""")
  @APIResponse(
      responseCode = "200",
      description = "a page of dead letters; the next page is in the Link header with rel=next",
      content = @Content(schema = @Schema(implementation = DeadLetterPage.class)))
  @APIResponse(responseCode = "400", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemOpenApi.RESPONSE)
  public Uni<RestResponse<DeadLetterPage>> list(
      @QueryParam("workflow_key") @Nullable String workflowKey,
      @Parameter(description = "such as gave-up, malformed-action, or what a reducer says")
          @QueryParam("reason")
          @Nullable
          String reason,
      @Parameter(description = "open or redriven; both when absent") @QueryParam("state") @Nullable
          String state,
      @Parameter(description = "return dead letters after this id") @QueryParam("after") @Nullable
          String after,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable
          String limit) {
    access.caller().requireAllNamespaces();
    var filter = new DeadLetterFilter(
        QueryParams.text("workflow_key", workflowKey),
        QueryParams.text("reason", reason),
        isOpen(state));
    int rows = QueryParams.limit(limit);
    return ProblemException.toProblems(() -> store
        .list(filter, QueryParams.number("after", after, IDS, 0), rows)
        .map(page -> response(DeadLetterPage.of(page), filter, rows)));
  }

  @GET
  @Path("/{id}")
  @Operation(
      operationId = "getDeadLetter",
      summary = "Get a dead letter with its content and its redrives",
      description = """
          Contains the action as a caller could send it, or the original record if it could not be \
          decoded. value_base64 is null if the record has no value, or one too large for the \
          table: then it is on the topic only.""")
  @APIResponse(
      responseCode = "200",
      description = "the dead letter",
      content = @Content(schema = @Schema(implementation = DeadLetterResponse.class)))
  @APIResponse(responseCode = "404", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemOpenApi.RESPONSE)
  public Uni<RestResponse<DeadLetterResponse>> get(@PathParam("id") String id) {
    access.caller().requireAllNamespaces();
    return ProblemException.toProblems(() -> {
      long deadLetterId = QueryParams.number("id", id, IDS, 0);
      return store
          .find(deadLetterId)
          .chain(found -> store
              .attempts(deadLetterId)
              .map(attempts -> DeadLetterResponse.of(
                  found.orElseThrow(DeadLettersResource::notFound), attempts)))
          .map(body -> RestResponse.ResponseBuilder.ok(body, MediaType.APPLICATION_JSON_TYPE)
              .build());
    });
  }

  private static RestResponse<DeadLetterPage> response(
      DeadLetterPage page, DeadLetterFilter filter, int limit) {
    var response = RestResponse.ResponseBuilder.ok(page, MediaType.APPLICATION_JSON_TYPE);
    if (page.next() != null) {
      Map<String, @Nullable String> query = new LinkedHashMap<>();
      query.put("workflow_key", filter.workflowKey());
      query.put("reason", filter.reason());
      query.put("state", filter.open() == null ? null : DeadLetterResponses.state(filter.open()));
      query.put("after", Long.toString(page.next()));
      query.put("limit", Integer.toString(limit));
      response.header(HttpHeaders.LINK, Page.nextLink("/v1/dead-letters", query));
    }
    return response.build();
  }

  private static ProblemException notFound() {
    return new ProblemException(Problem.of(ProblemType.NOT_FOUND, "no dead letter has this id"));
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
