package dev.purereducer.operate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemOpenApi;
import dev.purereducer.http.ProblemType;
import dev.purereducer.http.QueryParams;
import dev.purereducer.projection.Rebuild;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** REST resource that rebuilds a projection from the canonical store. */
@Path("/v1/projections")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class RebuildResource {
  @Schema(name = "RebuildPage")
  record RebuildPageResponse(
      String projection,
      int rebuilt,
      List<RebuildFailureResponse> failures,

      @Schema(description = "value of after for the next page; null at the end") @Nullable
      String next) {
    static RebuildPageResponse of(Rebuild.RebuildPage page) {
      return new RebuildPageResponse(
          Rebuild.PROJECTION,
          page.rebuilt(),
          page.failures().stream()
              .map(failure -> new RebuildFailureResponse(failure.workflowKey(), failure.reason()))
              .toList(),
          page.next());
    }
  }

  @Schema(name = "RebuildFailure")
  record RebuildFailureResponse(
      @JsonProperty("workflow_key") String workflowKey, String reason) {}

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
      summary = "Rebuild one page of read models from the canonical states",
      description = "Start without after, and continue with after = next until next is null. Reads"
          + " and the materializer continue meanwhile; no read model returns to an older version.")
  @APIResponse(
      responseCode = "200",
      description = "the result of this page",
      content = @Content(schema = @Schema(implementation = RebuildPageResponse.class)))
  @APIResponse(responseCode = "404", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "503", ref = ProblemOpenApi.RESPONSE)
  public Uni<RestResponse<RebuildPageResponse>> rebuild(
      @PathParam("name") String name,
      @Parameter(description = "rebuild the read models after this key")
          @QueryParam("after")
          @Nullable
          String after,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable
          String limit) {
    access.caller().requireAllNamespaces();
    return ProblemException.toProblems(() -> {
      if (!name.equals(Rebuild.PROJECTION)) {
        throw new ProblemException(
            Problem.of(ProblemType.NOT_FOUND, "the only projection is " + Rebuild.PROJECTION));
      }
      var from = QueryParams.text("after", after);
      return rebuild
          .page(from == null ? "" : from, QueryParams.limit(limit))
          .map(page -> RestResponse.ResponseBuilder.ok(
                  RebuildPageResponse.of(page), MediaType.APPLICATION_JSON_TYPE)
              .build());
    });
  }
}
