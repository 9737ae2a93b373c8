package dev.purereducer.read;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.Caller;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.history.ReadModels.WorkflowView;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.http.Page;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemType;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.QueryParams.NumberRange;
import dev.purereducer.read.VersionGate.ReadResult;
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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** REST resource with the read models of workflows. */
@Path("/v1/workflows")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "reads")
@RolesAllowed({CallerRoles.READER, CallerRoles.OPERATOR})
public class WorkflowResource {
  /** The source of the read model: {@code projection} or {@code canonical}. */
  public static final String SOURCE = "X-Source";

  /**
   * Age in milliseconds of the oldest commit that the projection does not include; 0 if it is up to
   * date. Absent with {@code consistency=strong}, or if unknown.
   */
  public static final String LAG = "X-Projection-Lag-Ms";

  private final CallerAccess access;
  private final VersionGate gate;
  private final PageStore pages;
  private final PastStateResponses pastStates;
  private final ReadConfig config;
  private final ReadResponses responses;

  WorkflowResource(
      CallerAccess access,
      VersionGate gate,
      PageStore pages,
      PastStateResponses pastStates,
      ReadConfig config,
      ReadResponses responses) {
    this.access = access;
    this.gate = gate;
    this.pages = pages;
    this.pastStates = pastStates;
    this.config = config;
    this.responses = responses;
  }

  @GET
  @Path("/{key}")
  @Operation(
      summary = "The read model of a workflow",
      description = "With min_version, waits up to max_wait_ms until the projection has that"
          + " version, then reads the canonical store. X-Source has the source. With at_version: {workflow_key,"
          + " version, reducer, state}, computed by folding the history.")
  @APIResponse(responseCode = "200", description = "The read model; ETag has its version")
  @APIResponse(responseCode = "304", description = "If-None-Match names the current representation")
  @APIResponse(responseCode = "400", description = "bad-request: a parameter is out of bounds")
  @APIResponse(responseCode = "404", description = "not-found: no such workflow")
  @APIResponse(
      responseCode = "409",
      description = "version-not-reached: the workflow has not reached min_version; the member"
          + " version is the current one")
  @APIResponse(
      responseCode = "429",
      description = "too-many-readers: too many reads wait for their version; see Retry-After")
  public Uni<Response> read(
      @PathParam("key") String key,
      @Parameter(description = "The minimum version; 0 for any")
          @QueryParam("min_version")
          @Nullable
          String minVersion,
      @Parameter(description = "Maximum wait for min_version, in milliseconds")
          @QueryParam("max_wait_ms")
          @Nullable
          String maxWaitMillis,
      @Parameter(description = "strong reads the canonical store; default eventual")
          @QueryParam("consistency")
          @Nullable
          String consistency,
      @Parameter(description = "The version of the state to return, in place of the read model")
          @QueryParam("at_version")
          @Nullable
          String atVersion,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) List<String> ifNoneMatch) {
    var caller = access.caller();
    return responses.of(() -> {
      caller.requireWorkflow(key);
      if (atVersion != null) {
        if (minVersion != null || maxWaitMillis != null || consistency != null) {
          throw QueryParams.badRequest("at_version cannot be combined with other parameters");
        }
        return pastStates.at(key, atVersion, String.join(",", ifNoneMatch));
      }
      var read = new VersionGate.GatedRead(
          QueryParams.key(key),
          QueryParams.number("min_version", minVersion, NumberRange.VERSION, 0),
          maxWait(maxWaitMillis));
      var result = strong(consistency) ? gate.readCanonical(read) : gate.read(read);
      return result.map(found -> response(found, String.join(",", ifNoneMatch)));
    });
  }

  @GET
  @Operation(
      summary = "Workflows by key",
      description = "From the projection, ordered by key. The next page is the Link with rel=next,"
          + " or the same request with after set to the member next.")
  @APIResponse(responseCode = "200", description = "{items: [read model], next: key or null}")
  @APIResponse(responseCode = "429", description = "too-many-readers: see Retry-After")
  @APIResponse(responseCode = "503", description = "store-unavailable: see Retry-After")
  public Uni<Response> list(
      @QueryParam("namespace") @Nullable String namespace,
      @QueryParam("tag") @Nullable String tag,
      @QueryParam("reducer") @Nullable String reducer,
      @Parameter(description = "The key to start after") @QueryParam("after") @Nullable
          String after,
      @Parameter(description = "1 to 200, default 50") @QueryParam("limit") @Nullable
          String limit) {
    var caller = access.caller();
    return responses.of(() -> {
      var requested = QueryParams.text("namespace", namespace);
      var filter = new PageStore.ListFilter(
          namespaces(caller, requested),
          QueryParams.text("tag", tag),
          QueryParams.text("reducer", reducer));
      int rows = QueryParams.limit(limit);
      return pages
          .workflows(filter, after == null ? "" : QueryParams.key(after), rows)
          .map(page -> response(page, new ListRequest(requested, filter, rows)));
    });
  }

  /** The requested namespace, or those of the caller; null for no restriction. */
  private static @Nullable List<String> namespaces(Caller caller, @Nullable String requested) {
    if (requested == null) {
      return caller.namespaces();
    }
    caller.requireNamespace(requested);
    return List.of(requested);
  }

  /** The parameters of a list request, for the link to the next page. */
  private record ListRequest(@Nullable String namespace, PageStore.ListFilter filter, int limit) {}

  private Duration maxWait(@Nullable String parameter) {
    var bounds = new NumberRange(0, config.maxWait().toMillis());
    long absent = Math.min(bounds.max(), config.defaultWait().toMillis());
    return Duration.ofMillis(QueryParams.number("max_wait_ms", parameter, bounds, absent));
  }

  private static boolean strong(@Nullable String parameter) {
    return switch (parameter) {
      case null -> false;
      case "eventual" -> false;
      case "strong" -> true;
      default -> throw QueryParams.badRequest("consistency must be strong or eventual");
    };
  }

  private static Response response(ReadResult result, String ifNoneMatch) {
    return switch (result) {
      case ReadResult.Found found -> response(found, ifNoneMatch);
      case ReadResult.NotYetVisible notVisible ->
        throw new ProblemException(
            Problem.of(ProblemType.VERSION_NOT_REACHED, "the workflow has not reached min_version")
                .with("version", notVisible.version()));
      case ReadResult.NotFound _ -> throw ReadResponses.notFound();
    };
  }

  private static Response response(ReadResult.Found found, String ifNoneMatch) {
    var response = ReadResponses.ofVersion(
        found.view().version(), JsonResponses.bytes(found.view()::writeTo), ifNoneMatch);
    response.header(SOURCE, found.source().text());
    if (found.lagMillis() != null) {
      response.header(LAG, Math.max(0, found.lagMillis()));
    }
    return response.build();
  }

  private static Response response(Page<WorkflowView> page, ListRequest request) {
    var next = page.more() ? page.items().getLast().workflowKey() : null;
    var response = JsonResponses.ok(to -> {
      to.writeStartObject();
      to.writeArrayFieldStart("items");
      for (var view : page.items()) {
        view.writeTo(to);
      }
      to.writeEndArray();
      to.writeStringField("next", next);
      to.writeEndObject();
    });
    if (next != null) {
      Map<String, @Nullable String> query = new LinkedHashMap<>();
      query.put("namespace", request.namespace());
      query.put("tag", request.filter().tag());
      query.put("reducer", request.filter().reducer());
      query.put("after", next);
      query.put("limit", Integer.toString(request.limit()));
      response.header(HttpHeaders.LINK, Page.nextLink("/v1/workflows", query));
    }
    return response.build();
  }
}
