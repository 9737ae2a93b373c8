package dev.purereducer.operate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.hotkey.HotKeyReport;
import dev.purereducer.hotkey.HotKeyReport.HotKey;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.http.ProblemOpenApi;
import dev.purereducer.http.QueryParams;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
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

/** REST resource that lists the hot keys of this instance. */
@Path("/v1/hot-keys")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class HotKeysResource {
  @Schema(name = "HotKeyList")
  record HotKeyList(
      @Schema(description = "the time that the counts cover") @JsonProperty("window_seconds")
      double windowSeconds,

      @Schema(description = "of all keys") long actions,
      @Schema(description = "of all keys") long conflicts,
      List<HotKeyItem> items) {
    static HotKeyList of(HotKeyReport report, List<HotKey> keys) {
      return new HotKeyList(
          report.seconds(),
          report.actions(),
          report.conflicts(),
          keys.stream().map(key -> HotKeyItem.of(report, key)).toList());
    }
  }

  @Schema(name = "HotKey")
  record HotKeyItem(
      @Schema(description = "the workflow key") String key,

      @Schema(description = "share of all actions, from 0 to 1")
      double share,

      @Schema(description = "maximum error of share, which may be too high")
      @JsonProperty("share_error")
      double shareError,

      @Schema(description = "actions per second") double rate,
      long actions,
      @Schema(description = "version conflicts") long conflicts,

      @Schema(description = "maximum error of conflicts, which may be too high")
      @JsonProperty("conflicts_error")
      long conflictsError) {
    static HotKeyItem of(HotKeyReport report, HotKey key) {
      return new HotKeyItem(
          key.workflowKey(),
          report.share(key.actions().upperBound()),
          report.share(key.actions().maxError()),
          key.rate(),
          key.actions().upperBound(),
          key.conflicts().upperBound(),
          key.conflicts().maxError());
    }
  }

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
      summary = "List the hot keys of this instance",
      description = """
          Counts of this instance only, over a sliding window (purereducer.hot-keys.window). \
          Memory is bounded, so counts are upper bounds: share and actions exceed the true value \
          by share_error at most, conflicts by conflicts_error. A key with more than \
          1 / purereducer.hot-keys.capacity of its lane's actions is never missing. An action is \
          counted with its outcome; an action that gave up counts as conflicts only.""")
  @APIResponse(
      responseCode = "200",
      description = "the keys, hottest first",
      content = @Content(schema = @Schema(implementation = HotKeyList.class)))
  @APIResponse(responseCode = "400", ref = ProblemOpenApi.RESPONSE)
  public RestResponse<HotKeyList> list(
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable String limit,
      @Parameter(
              description =
                  "the member to order by, highest first: share (default), actions or conflicts")
          @QueryParam("by")
          @Nullable
          String by) {
    access.caller().requireAllNamespaces();
    var report = hotKeys.report();
    var body = HotKeyList.of(report, top(report, by, QueryParams.limit(limit)));
    return RestResponse.ResponseBuilder.ok(body, MediaType.APPLICATION_JSON_TYPE)
        .build();
  }

  private static List<HotKey> top(HotKeyReport report, @Nullable String by, int limit) {
    return switch (by) {
      case null -> report.byActions(limit);
      case "actions", "share" -> report.byActions(limit);
      case "conflicts" -> report.byConflicts(limit);
      default -> throw QueryParams.badRequest("by must be share, actions or conflicts");
    };
  }
}
