package dev.purereducer.projection;

import dev.purereducer.event.CommittedState;
import dev.purereducer.event.OutboxEvent.EventType;
import dev.purereducer.event.RecordPosition;
import dev.purereducer.history.ReadModels;
import dev.purereducer.history.ReadModels.WorkflowView;
import dev.purereducer.reduce.Reducers.NotDeployedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes read models from a batch of events. Of each workflow, only the newest event is parsed; if
 * it cannot be projected, it is skipped and the next older one is tried. Anything that a reducer
 * throws, also an Error, skips the event and no other.
 */
@ApplicationScoped
class Projector {
  /**
   * A record of the {@code state-committed} topic with its CloudEvent headers, not yet validated.
   *
   * @param workflowKey the header {@code ce_subject}, else the record's key, else empty
   * @param version the header {@code ce_version}; null if it is missing or not a number
   * @param type the header {@code ce_type}
   * @param data the event's JSON; null for a record without a value
   */
  record ConsumedEvent(
      RecordPosition position,
      String workflowKey,
      @Nullable Long version,
      @Nullable String type,
      byte @Nullable [] data) {
    /** Sort key, newest last. Events without a version sort as the oldest. */
    long order() {
      return version == null ? Long.MIN_VALUE : version;
    }
  }

  /** The read model computed from an event. */
  record ProjectedRow(ConsumedEvent event, WorkflowView view) {}

  /**
   * An event that could not be projected.
   *
   * @param reason a stable machine-readable code in kebab-case
   * @param detail a description for people, without any payload
   * @param cause what the reducer threw, for the log
   */
  record SkippedEvent(
      ConsumedEvent event,
      String reason,
      String detail,
      @Nullable Throwable cause) {}

  /** The result of a batch, with at most one row per workflow. */
  record ProjectedBatch(List<ProjectedRow> rows, List<SkippedEvent> skipped) {}

  // Commit times outside of these are not of this service, and exceed what the database stores.
  private static final Instant EARLIEST_COMMIT = Instant.EPOCH;
  private static final Instant LATEST_COMMIT = Instant.parse("9999-12-31T23:59:59Z");

  private static final Comparator<ConsumedEvent> NEWEST_FIRST =
      Comparator.comparingLong(ConsumedEvent::order).reversed();

  private final ReadModels readModels;

  Projector(ReadModels readModels) {
    this.readModels = readModels;
  }

  ProjectedBatch project(List<ConsumedEvent> events) {
    var projected = new ProjectedBatch(new ArrayList<>(), new ArrayList<>());
    for (var workflowEvents : byWorkflow(events).values()) {
      workflowEvents.sort(NEWEST_FIRST);
      projectNewest(workflowEvents, projected);
    }
    return projected;
  }

  private void projectNewest(List<ConsumedEvent> newestFirst, ProjectedBatch projected) {
    for (var event : newestFirst) {
      try {
        projected.rows.add(new ProjectedRow(event, view(parse(event))));
        return;
      } catch (UnprojectableEventException e) {
        projected.skipped.add(new SkippedEvent(event, e.reason, e.detail, e.getCause()));
      }
    }
  }

  private static CommittedState parse(ConsumedEvent event) {
    if (!EventType.STATE_COMMITTED.cloudEventType().equals(event.type())) {
      throw new UnprojectableEventException("foreign-event", "its ce_type is not StateCommitted");
    }
    if (event.data() == null) {
      throw new UnprojectableEventException("malformed-event", "it has no value");
    }
    var committed = parse(event.data());
    if (!committed.workflowKey().equals(event.workflowKey())
        || event.order() != committed.version()) {
      throw new UnprojectableEventException(
          "malformed-event", "its headers and its value are inconsistent");
    }
    if (committed.committedAt().isBefore(EARLIEST_COMMIT)
        || committed.committedAt().isAfter(LATEST_COMMIT)) {
      throw new UnprojectableEventException("malformed-event", "its commit time cannot be stored");
    }
    return committed;
  }

  private static CommittedState parse(byte[] data) {
    try {
      return CommittedState.parse(data);
    } catch (Throwable e) {
      throw new UnprojectableEventException("malformed-event", String.valueOf(e.getMessage()));
    }
  }

  private WorkflowView view(CommittedState committed) {
    try {
      return readModels.view(committed);
    } catch (NotDeployedException e) {
      throw new UnprojectableEventException(DeferredEvents.REASON, String.valueOf(e.getMessage()));
    } catch (Throwable e) {
      throw new UnprojectableEventException("no-read-model", e.getClass().getSimpleName(), e);
    }
  }

  private static Map<String, List<ConsumedEvent>> byWorkflow(List<ConsumedEvent> events) {
    Map<String, List<ConsumedEvent>> byWorkflow = new HashMap<>();
    for (var event : events) {
      byWorkflow.computeIfAbsent(event.workflowKey(), _ -> new ArrayList<>()).add(event);
    }
    return byWorkflow;
  }

  private static final class UnprojectableEventException extends RuntimeException {
    private final String reason;
    private final String detail;

    UnprojectableEventException(String reason, String detail) {
      this(reason, detail, null);
    }

    UnprojectableEventException(String reason, String detail, @Nullable Throwable cause) {
      super(reason, cause, false, false);
      this.reason = reason;
      this.detail = detail;
    }
  }
}
