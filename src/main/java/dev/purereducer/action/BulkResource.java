package dev.purereducer.action;

import dev.purereducer.commit.Lanes;
import dev.purereducer.problem.Problem;
import dev.purereducer.problem.ProblemException;
import dev.purereducer.problem.ProblemType;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Many actions a POST; one outcome each, in their order, streamed as they settle. */
@Path("/v1/actions")
public class BulkResource {
  private static final String NDJSON = "application/x-ndjson";

  private final ActionDecoder decoder;
  private final Lanes lanes;
  private final ActionMeters meters;
  private final int maxInFlight;

  public BulkResource(
      ActionDecoder decoder, Lanes lanes, ActionMeters meters, ActionConfig config) {
    this.decoder = decoder;
    this.lanes = lanes;
    this.meters = meters;
    this.maxInFlight = config.bulkMaxInFlight();
  }

  @POST
  @Consumes(NDJSON)
  @Produces(NDJSON)
  @ActionDocs.Bulk
  public Multi<byte[]> lines(byte @Nullable [] body, @Context HttpHeaders headers) {
    return run(BulkItems.lines(decoder, bytes(body), aside(headers)));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @ActionDocs.Bulk
  public Multi<byte[]> array(byte @Nullable [] body, @Context HttpHeaders headers) {
    return run(BulkItems.array(decoder, bytes(body), aside(headers)));
  }

  private Multi<byte[]> run(BulkItems items) {
    return new BulkRun(items, lanes, meters, maxInFlight).pieces();
  }

  private static byte[] bytes(byte @Nullable [] body) {
    return body == null ? new byte[0] : body;
  }

  private static Aside aside(HttpHeaders headers) {
    var said = RequestHeaders.of(headers::getHeaderString);
    if (said.actionId() != null || said.expectedVersion() != null) {
      throw new ProblemException(Problem.of(
          ProblemType.BAD_REQUEST,
          "Idempotency-Key, If-Match and If-None-Match are for single actions; here each action"
              + " has its action_id and expected_version"));
    }
    return said.aside(null);
  }
}
