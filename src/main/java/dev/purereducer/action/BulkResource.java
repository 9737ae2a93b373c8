package dev.purereducer.action;

import dev.purereducer.access.CallerAccess;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.commit.ActionOrigin.Entrance;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemOpenApi;
import dev.purereducer.http.ProblemType;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Endpoint for bulk requests: an outcome per action, in order, streamed as they become available. */
@Path("/v1/actions")
@RolesAllowed(CallerRoles.WRITER)
public class BulkResource {
  private static final String NDJSON = "application/x-ndjson";

  private final CallerAccess access;
  private final IngestRole role;
  private final ActionDecoder decoder;
  private final BulkRequest.BulkDependencies dependencies;
  private final long maxActions;

  public BulkResource(
      CallerAccess access,
      IngestRole role,
      ActionDecoder decoder,
      TracingLanes lanes,
      ActionMeters meters,
      ActionConfig config) {
    this.access = access;
    this.role = role;
    this.decoder = decoder;
    this.dependencies = new BulkRequest.BulkDependencies(lanes, meters, config.bulkMaxInFlight());
    this.maxActions = config.bulkMaxActions();
  }

  @POST
  @Consumes(NDJSON)
  @Produces(NDJSON)
  @Operation(
      operationId = "postActionLines",
      summary = "Send many actions, as lines",
      description = ActionOpenApi.BULK)
  @RequestBody(
      required = true,
      content = @Content(schema = @Schema(implementation = ActionOpenApi.BulkActionDocument.class)))
  @APIResponse(
      responseCode = "200",
      description = "an outcome per action, in order, streamed",
      content = @Content(schema = @Schema(implementation = ActionOpenApi.OutcomeDocument.class)))
  @APIResponse(responseCode = "400", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "401", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "403", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "413", ref = ProblemOpenApi.RESPONSE)
  public Multi<byte[]> lines(byte @Nullable [] body, @Context HttpHeaders headers) {
    return process(BulkActionReader.lines(decoder, bytes(body), metadata(headers)));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "postActionArray",
      summary = "Send many actions, as an array",
      description = ActionOpenApi.BULK)
  @RequestBody(
      required = true,
      content =
          @Content(
              schema =
                  @Schema(
                      type = SchemaType.ARRAY,
                      implementation = ActionOpenApi.BulkActionDocument.class)))
  @APIResponse(
      responseCode = "200",
      description = "an outcome per action, in order, streamed",
      content =
          @Content(
              schema =
                  @Schema(
                      type = SchemaType.ARRAY,
                      implementation = ActionOpenApi.OutcomeDocument.class)))
  @APIResponse(responseCode = "400", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "401", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "403", ref = ProblemOpenApi.RESPONSE)
  @APIResponse(responseCode = "413", ref = ProblemOpenApi.RESPONSE)
  public Multi<byte[]> array(byte @Nullable [] body, @Context HttpHeaders headers) {
    return process(BulkActionReader.array(decoder, bytes(body), metadata(headers)));
  }

  private Multi<byte[]> process(BulkActionReader actions) {
    return new BulkRequest(actions.limitedTo(maxActions), access.caller(), dependencies).chunks();
  }

  private static byte[] bytes(byte @Nullable [] body) {
    return body == null ? new byte[0] : body;
  }

  private TransportMetadata metadata(HttpHeaders headers) {
    role.requireRole();
    var requestHeaders = RequestHeaders.of(headers::getHeaderString);
    if (requestHeaders.actionId() != null || requestHeaders.expectedVersion() != null) {
      throw new ProblemException(Problem.of(
          ProblemType.BAD_REQUEST,
          "Idempotency-Key, If-Match and If-None-Match are for single actions; in a bulk request"
              + " each action has its action_id and expected_version"));
    }
    var origin = new ActionOrigin(Entrance.BULK, access.caller().name());
    return requestHeaders.metadata(null, origin);
  }
}
