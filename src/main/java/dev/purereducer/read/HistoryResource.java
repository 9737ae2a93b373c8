package dev.purereducer.read;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.http.Page;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.QueryParams.NumberRange;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** REST resource with the history of a workflow and its state at any version. */
@Path("/v1/workflows")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "reads")
@RolesAllowed({CallerRoles.READER, CallerRoles.OPERATOR})
public class HistoryResource {
  private final CallerAccess access;
  private final PageStore pages;
  private final ReadStore store;
  private final PastStateResponses pastStates;
  private final ReadResponses responses;

  HistoryResource(
      CallerAccess access,
      PageStore pages,
      ReadStore store,
      PastStateResponses pastStates,
      ReadResponses responses) {
    this.access = access;
    this.pages = pages;
    this.store = store;
    this.pastStates = pastStates;
    this.responses = responses;
  }

  @GET
  @Path("/{key}/history")
  @Operation(
      summary = "The actions of a workflow in order, or its state at a version",
      description = "With at_version: {workflow_key, version, reducer, reducer_version, state},"
          + " computed by folding the history from the nearest snapshot with the reducer version that"
          + " committed it. Without: a page of actions; the Link with rel=next is the next page.")
  @APIResponse(responseCode = "200", description = "A page of actions, or a state")
  @APIResponse(responseCode = "404", description = "not-found: no such workflow, or version")
  @APIResponse(
      responseCode = "409",
      description = "reducer-version-unavailable: readable_versions can be read here")
  @APIResponse(responseCode = "429", description = "too-many-readers: see Retry-After")
  @APIResponse(
      responseCode = "500",
      description = "damaged-history: the history cannot be replayed")
  public Uni<Response> history(
      @PathParam("key") String key,
      @Parameter(description = "The version to start after") @QueryParam("after") @Nullable
          String after,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable String limit,
      @Parameter(description = "The version of the state; not with after or limit")
          @QueryParam("at_version")
          @Nullable
          String atVersion,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) List<String> ifNoneMatch) {
    var caller = access.caller();
    return responses.of(() -> {
      caller.requireWorkflow(key);
      if (atVersion != null) {
        if (after != null || limit != null) {
          throw QueryParams.badRequest("at_version cannot be combined with after or limit");
        }
        return pastStates.at(key, atVersion, String.join(",", ifNoneMatch));
      }
      return actions(
          QueryParams.key(key),
          QueryParams.number("after", after, NumberRange.VERSION, 0),
          QueryParams.limit(limit));
    });
  }

  private Uni<Response> actions(String key, long after, int limit) {
    return pages
        .history(key, after, limit)
        .call(page ->
            page.items().isEmpty() ? requireExists(key) : Uni.createFrom().voidItem())
        .map(page -> response(key, page, limit));
  }

  private Uni<Void> requireExists(String key) {
    return store
        .version(key)
        .invoke(version -> {
          if (version == 0) {
            throw ReadResponses.notFound();
          }
        })
        .replaceWithVoid();
  }

  private static Response response(String key, Page<PageStore.HistoryEntry> page, int limit) {
    var next = page.more() ? page.items().getLast().version() : null;
    var response = JsonResponses.ok(to -> {
      to.writeStartObject();
      to.writeStringField("workflow_key", key);
      to.writeArrayFieldStart("items");
      for (var entry : page.items()) {
        entry.writeTo(to);
      }
      to.writeEndArray();
      if (next == null) {
        to.writeNullField("next");
      } else {
        to.writeNumberField("next", next);
      }
      to.writeEndObject();
    });
    if (next != null) {
      var path = "/v1/workflows/" + QueryParams.encode(key) + "/history";
      var query = Map.of("after", Long.toString(next), "limit", Integer.toString(limit));
      response.header(HttpHeaders.LINK, Page.nextLink(path, query));
    }
    return response.build();
  }
}
