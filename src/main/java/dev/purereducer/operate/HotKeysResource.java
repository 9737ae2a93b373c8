package dev.purereducer.operate;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.hotkey.HotKey;
import dev.purereducer.hotkey.HotKeyReport;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.http.ProblemDocument;
import dev.purereducer.http.QueryParams;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The keys that this process has most work with. */
@Path("/v1/hot-keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class HotKeysResource {
  private final CallerAccess access;
  private final HotKeys hotKeys;

  HotKeysResource(CallerAccess access, HotKeys hotKeys) {
    this.access = access;
    this.hotKeys = hotKeys;
  }

  @GET
  @NonBlocking
  @Operation(
      operationId = "listHotKeys",
      summary = "The workflows that this process has most work with",
      description = HotKeyOpenApi.LIST)
  @APIResponse(
      responseCode = "200",
      description = "the keys, the hottest first",
      content = @Content(schema = @Schema(implementation = HotKeyOpenApi.ListDocument.class)))
  @APIResponse(responseCode = "400", ref = ProblemDocument.RESPONSE)
  public Response list(
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable String limit,
      @Parameter(
              description =
                  "What comes first: most actions, or most conflicts; actions when absent")
          @QueryParam("by")
          @Nullable
          String by) {
    access.caller().requireAllNamespaces();
    var report = hotKeys.report();
    return HotKeyResponses.list(report, chosen(report, by, QueryParams.limit(limit)));
  }

  private static List<HotKey> chosen(HotKeyReport report, @Nullable String by, int limit) {
    return switch (by) {
      case null -> report.byActions(limit);
      case "actions" -> report.byActions(limit);
      case "conflicts" -> report.byConflicts(limit);
      default -> throw QueryParams.badRequest("by must be actions or conflicts");
    };
  }
}
