package dev.purereducer.operate;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.RequestFailures;
import dev.purereducer.projection.Rebuild;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Makes a projection anew from the canonical store. */
@Path("/v1/projections")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class RebuildResource {
  private final CallerAccess access;
  private final Rebuild rebuild;

  RebuildResource(CallerAccess access, Rebuild rebuild) {
    this.access = access;
    this.rebuild = rebuild;
  }

  @POST
  @Path("/{name}/rebuild")
  @Operation(
      operationId = "rebuildProjection",
      summary = "Make read models anew from their states, a page at a time",
      description = "{projection, rebuilt, failures: [{workflow_key, reason}], next}. Begin without"
          + " after and go on with after set to next, until that is null. Readers and the"
          + " materializer go on meanwhile; no read model falls back to an older version.")
  @APIResponse(responseCode = "200", description = "what became of this page")
  @APIResponse(responseCode = "404", description = "not-found: no such projection")
  @APIResponse(responseCode = "503", description = "store-unavailable: see Retry-After")
  public Uni<Response> rebuild(
      @PathParam("name") String name,
      @Parameter(description = "The key after which to go on") @QueryParam("after") @Nullable
          String after,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable
          String limit) {
    access.caller().requireAllNamespaces();
    return RequestFailures.toProblems(() -> {
      if (!name.equals(Rebuild.PROJECTION)) {
        throw new ProblemException(
            Problem.of(ProblemType.NOT_FOUND, "the projection is called " + Rebuild.PROJECTION));
      }
      var from = QueryParams.text("after", after);
      return rebuild
          .page(from == null ? "" : from, QueryParams.limit(limit))
          .map(RebuildResource::response);
    });
  }

  private static Response response(Rebuild.RebuildPage page) {
    return JsonResponses.ok(to -> {
          to.writeStartObject();
          to.writeStringField("projection", Rebuild.PROJECTION);
          to.writeNumberField("rebuilt", page.rebuilt());
          to.writeArrayFieldStart("failures");
          for (var failure : page.failures()) {
            to.writeStartObject();
            to.writeStringField("workflow_key", failure.workflowKey());
            to.writeStringField("reason", failure.reason());
            to.writeEndObject();
          }
          to.writeEndArray();
          to.writeStringField("next", page.next());
          to.writeEndObject();
        })
        .build();
  }
}
