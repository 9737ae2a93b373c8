package dev.purereducer.operate;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.purereducer.access.CallerAccess.CallerRoles;
import dev.purereducer.http.ProblemException;
import dev.purereducer.http.ProblemOpenApi;
import dev.purereducer.projection.ProjectionStatus;
import dev.purereducer.projection.ProjectionStatus.PartitionProgress;
import dev.purereducer.projection.ProjectionStatus.ProjectionProgress;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** REST resource with the progress of the projections. */
@Path("/v1/projections")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "operators")
@RolesAllowed(CallerRoles.OPERATOR)
public class ProjectionsResource {
  @Schema(name = "ProjectionList")
  record ProjectionList(List<ProjectionItem> items) {
    static ProjectionList of(List<ProjectionProgress> progress) {
      return new ProjectionList(progress.stream().map(ProjectionItem::of).toList());
    }
  }

  @Schema(name = "Projection")
  record ProjectionItem(
      String projection,

      @Schema(description = "workflows with a skipped event that no later event has repaired")
      @JsonProperty("events_skipped")
      long eventsSkipped,

      List<PartitionItem> partitions) {
    static ProjectionItem of(ProjectionProgress progress) {
      return new ProjectionItem(
          progress.projection(),
          progress.skipped(),
          progress.partitions().stream().map(PartitionItem::of).toList());
    }
  }

  @Schema(name = "ProjectionPartition")
  record PartitionItem(
      String topic,
      int partition,
      @Schema(description = "the next offset to read") long offset,

      @Schema(description = "commit time of the last projected event") @JsonProperty("event_time")
      String eventTime,

      @JsonProperty("updated_at") String updatedAt,

      @Schema(description = "time from that commit to its read model") @JsonProperty("lag_ms")
      long lagMillis) {
    static PartitionItem of(PartitionProgress progress) {
      var lag = Duration.between(progress.eventTime(), progress.updatedAt()).toMillis();
      return new PartitionItem(
          progress.topic(),
          progress.partition(),
          progress.offset(),
          progress.eventTime().toString(),
          progress.updatedAt().toString(),
          Math.max(0, lag));
    }
  }

  private final ProjectionStatus status;

  ProjectionsResource(ProjectionStatus status) {
    this.status = status;
  }

  @GET
  @Operation(
      operationId = "listProjections",
      summary = "List the projections with their watermarks, one per partition")
  @APIResponse(
      responseCode = "200",
      description = "the projections, by name",
      content = @Content(schema = @Schema(implementation = ProjectionList.class)))
  @APIResponse(responseCode = "503", ref = ProblemOpenApi.RESPONSE)
  public Uni<ProjectionList> list() {
    return ProblemException.toProblems(() -> status.progress().map(ProjectionList::of));
  }
}
