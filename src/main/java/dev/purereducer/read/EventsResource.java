package dev.purereducer.read;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.http.QueryParams;
import dev.purereducer.http.QueryParams.NumberRange;
import dev.purereducer.read.EventStreamFilter.OpensEventStream;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** REST resource that streams the committed actions of a workflow (Server-Sent Events). */
@Path("/v1/workflows")
@Tag(name = "reads")
@RolesAllowed({CallerRoles.READER, CallerRoles.OPERATOR})
public class EventsResource {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** Disables response buffering in nginx and compatible proxies. */
  private static final String NO_BUFFERING = "X-Accel-Buffering";

  private static final String NO_CACHE = "no-cache";
  private static final String NO = "no";

  private final CallerAccess access;
  private final EventStreams streams;
  private final ReadResponses responses;

  EventsResource(CallerAccess access, EventStreams streams, ReadResponses responses) {
    this.access = access;
    this.streams = streams;
    this.responses = responses;
  }

  @GET
  @Path("/{key}/events")
  @OpensEventStream
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = NO_CACHE)
  @ResponseHeader(name = NO_BUFFERING, value = NO)
  @Operation(
      operationId = "streamActions",
      summary = "Stream the actions of a workflow as they are committed",
      description = "Server-Sent Events. The id of an event is the version, its data an item of the"
          + " history. Every action is sent, in order; a client that reconnects with Last-Event-ID"
          + " misses none. The workflow need not exist yet.")
  @APIResponse(
      responseCode = "200",
      description = "A stream, until the client closes it or its maximum duration is reached")
  @APIResponse(responseCode = "429", description = "too-many-readers: see Retry-After")
  @APIResponse(responseCode = "503", description = "store-unavailable: see Retry-After")
  public Multi<OutboundSseEvent> events(
      @PathParam("key") String key,
      @Parameter(description = "The version to start after; takes precedence over after")
          @HeaderParam(LAST_EVENT_ID)
          @Nullable
          String lastEventId,
      @Parameter(description = "The version to start after; default 0")
          @QueryParam("after")
          @Nullable
          String after,
      @Context Sse sse) {
    var caller = access.caller();
    var actions = responses.stream(() -> {
      caller.requireWorkflow(key);
      return streams.open(QueryParams.key(key), startVersion(lastEventId, after));
    });
    return actions.map(action -> event(sse, action));
  }

  /** The headers of a stream; without this method, GET would stream to a client that reads no body. */
  @HEAD
  @Path("/{key}/events")
  @Operation(hidden = true)
  public Response head(
      @PathParam("key") String key,
      @HeaderParam(LAST_EVENT_ID) @Nullable String lastEventId,
      @QueryParam("after") @Nullable String after) {
    access.caller().requireWorkflow(key);
    responses.demandRole();
    QueryParams.key(key);
    startVersion(lastEventId, after);
    return Response.ok()
        .type(MediaType.SERVER_SENT_EVENTS_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, NO_CACHE)
        .header(NO_BUFFERING, NO)
        .build();
  }

  private static long startVersion(@Nullable String lastEventId, @Nullable String after) {
    return lastEventId == null
        ? QueryParams.number("after", after, NumberRange.VERSION, 0)
        : QueryParams.number(LAST_EVENT_ID, lastEventId, NumberRange.VERSION, 0);
  }

  private static OutboundSseEvent event(Sse sse, Optional<PageStore.HistoryEntry> action) {
    var event = sse.newEventBuilder();
    return action
        .map(entry -> event.id(Long.toString(entry.version())).data(text(entry)))
        .orElseGet(() -> event.comment("alive"))
        .build();
  }

  private static String text(PageStore.HistoryEntry entry) {
    return new String(JsonResponses.bytes(entry::writeTo), StandardCharsets.UTF_8);
  }
}
