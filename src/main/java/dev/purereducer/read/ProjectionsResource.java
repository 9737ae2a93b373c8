package dev.purereducer.read;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.access.CallerRoles;
import dev.purereducer.http.JsonResponses;
import dev.purereducer.read.PageStore.PartitionWatermark;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How far projections are. */
@Path("/v1/projections")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "reads")
@RolesAllowed(CallerRoles.OPERATOR)
public class ProjectionsResource {
  private final PageStore pages;
  private final ReadResponses responses;

  ProjectionsResource(PageStore pages, ReadResponses responses) {
    this.pages = pages;
    this.responses = responses;
  }

  @GET
  @Operation(
      summary = "Watermarks of the projections, a partition each",
      description = "offset is the next one to read. lag_ms is the time from the commit of the last"
          + " event that was read to its read model. events_skipped counts the workflows with an"
          + " event that was set aside and not repaired since.")
  @APIResponse(responseCode = "200", description = "{items: [projection with its partitions]}")
  public Uni<Response> projections() {
    return responses.of(() -> Uni.combine()
        .all()
        .unis(pages.watermarks(), pages.skipped())
        .with(ProjectionsResource::response));
  }

  private static Response response(List<PartitionWatermark> watermarks, Map<String, Long> skipped) {
    var byProjection = watermarks.stream()
        .collect(Collectors.groupingBy(
            PartitionWatermark::projection, TreeMap::new, Collectors.toList()));
    skipped.keySet().forEach(name -> byProjection.putIfAbsent(name, List.of()));
    return JsonResponses.ok(to -> {
          to.writeStartObject();
          to.writeArrayFieldStart("items");
          for (var projection : byProjection.entrySet()) {
            to.writeStartObject();
            to.writeStringField("projection", projection.getKey());
            to.writeNumberField("events_skipped", skipped.getOrDefault(projection.getKey(), 0L));
            to.writeArrayFieldStart("partitions");
            for (var watermark : projection.getValue()) {
              write(to, watermark);
            }
            to.writeEndArray();
            to.writeEndObject();
          }
          to.writeEndArray();
          to.writeEndObject();
        })
        .build();
  }

  private static void write(JsonGenerator to, PartitionWatermark watermark) throws IOException {
    var lag = Duration.between(watermark.eventTime(), watermark.updatedAt()).toMillis();
    to.writeStartObject();
    to.writeStringField("topic", watermark.topic());
    to.writeNumberField("partition", watermark.partition());
    to.writeNumberField("offset", watermark.offset());
    to.writeStringField("event_time", watermark.eventTime().toString());
    to.writeStringField("updated_at", watermark.updatedAt().toString());
    to.writeNumberField("lag_ms", Math.max(0, lag));
    to.writeEndObject();
  }
}
