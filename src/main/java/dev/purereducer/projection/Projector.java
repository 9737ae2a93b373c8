package dev.purereducer.projection;

import dev.purereducer.event.EventType;
import dev.purereducer.history.ReadModels;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.WorkflowKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes rows of events: of each workflow the newest event that can become one, and only that is
 * parsed. What cannot is set aside, and the next older one tried.
 */
@ApplicationScoped
class Projector {
  /** What becomes of a batch; a workflow is in {@code rows} at most once. */
  record ProjectedBatch(List<ProjectedRow> rows, List<SkippedEvent> skipped) {}

  private static final Comparator<ConsumedEvent> NEWEST_FIRST =
      Comparator.comparingLong(ConsumedEvent::order).reversed();

  private final ReadModels readModels;

  Projector(ReadModels readModels) {
    this.readModels = readModels;
  }

  ProjectedBatch project(List<ConsumedEvent> arrivals) {
    var projected = new ProjectedBatch(new ArrayList<>(), new ArrayList<>());
    for (var ofOneWorkflow : byWorkflow(arrivals).values()) {
      ofOneWorkflow.sort(NEWEST_FIRST);
      projectNewest(ofOneWorkflow, projected);
    }
    return projected;
  }

  private void projectNewest(List<ConsumedEvent> newestFirst, ProjectedBatch projected) {
    for (var arrival : newestFirst) {
      try {
        projected.rows.add(row(arrival));
        return;
      } catch (UnprojectableEventException e) {
        projected.skipped.add(new SkippedEvent(arrival, e.reason, e.detail));
      }
    }
  }

  private ProjectedRow row(ConsumedEvent arrival) {
    var event = parse(arrival);
    var shown = show(event);
    return new ProjectedRow(
        arrival,
        event.workflowKey(),
        event.version(),
        event.reducer(),
        WorkflowKey.namespace(event.workflowKey()),
        shown.tag(),
        JsonText.text(event.lastAction()),
        shown.indicesText(),
        shown.extrasText(),
        event.committedAt());
  }

  private static CommittedState parse(ConsumedEvent arrival) {
    if (!EventType.STATE_COMMITTED.cloudEventType().equals(arrival.type())) {
      throw new UnprojectableEventException("foreign-event", "its ce_type is not StateCommitted");
    }
    if (arrival.data() == null) {
      throw new UnprojectableEventException("malformed-event", "it has no value");
    }
    var event = parse(arrival.data());
    if (!event.workflowKey().equals(arrival.workflowKey()) || arrival.order() != event.version()) {
      throw new UnprojectableEventException("malformed-event", "its headers and its value do not agree");
    }
    return event;
  }

  private static CommittedState parse(byte[] data) {
    try {
      return CommittedState.parse(data);
    } catch (RuntimeException e) {
      throw new UnprojectableEventException("malformed-event", String.valueOf(e.getMessage()));
    }
  }

  private ReadModels.RenderedReadModel show(CommittedState event) {
    try {
      return readModels.of(event.reducer(), event.schemaVersion(), event.state());
    } catch (RuntimeException | StackOverflowError e) {
      throw new UnprojectableEventException("no-read-model", e.getClass().getSimpleName());
    }
  }

  private static Map<String, List<ConsumedEvent>> byWorkflow(List<ConsumedEvent> arrivals) {
    Map<String, List<ConsumedEvent>> byWorkflow = new HashMap<>();
    for (var arrival : arrivals) {
      byWorkflow.computeIfAbsent(arrival.workflowKey(), _ -> new ArrayList<>()).add(arrival);
    }
    return byWorkflow;
  }

  /** Why an arrival becomes no row. */
  private static final class UnprojectableEventException extends RuntimeException {
    private final String reason;
    private final String detail;

    UnprojectableEventException(String reason, String detail) {
      super(reason, null, false, false);
      this.reason = reason;
      this.detail = detail;
    }
  }
}
