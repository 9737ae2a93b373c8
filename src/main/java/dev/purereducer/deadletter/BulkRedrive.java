package dev.purereducer.deadletter;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.purereducer.deadletter.DeadLetterStore.DeadLetterFilter;
import dev.purereducer.deadletter.DeadLetterStore.RedriveTarget;
import dev.purereducer.deadletter.Redrive.RedriveResult;
import dev.purereducer.reduce.Json;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Redrive of many dead letters: several workflows concurrently, the dead letters of each workflow
 * one after another in their order.
 *
 * <p>A refused action does not stop the next one of its workflow. A temporary failure, or an action
 * that gave up, does: the later actions of the workflow would overtake it, so they are skipped.
 */
@ApplicationScoped
class BulkRedrive {
  private static final String SKIPPED = "skipped";
  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY_REQUESTS = 429;

  /** Response body: the results in the order of ids. */
  @Schema(name = "BulkRedriveSummary")
  record Summary(
      int tried,
      int closed,
      List<RedriveItem> items,

      @Schema(description = "value of after for the next request; null at the end") @Nullable
      Long next) {
    static Summary of(List<RedriveItem> items, boolean more) {
      int closed = (int) items.stream().filter(RedriveItem::closed).count();
      return new Summary(items.size(), closed, items, more ? items.getLast().id() : null);
    }
  }

  /** Result of one dead letter. */
  record RedriveItem(
      long id,
      @JsonProperty("workflow_key") @Nullable String workflowKey,

      @Schema(description = "committed, duplicate, skipped, or the code of the refusal")
      String outcome,

      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long version,

      @JsonIgnore boolean closed) {}

  private final DeadLetterStore store;
  private final Redrive redrive;
  private final int concurrency;

  BulkRedrive(DeadLetterStore store, Redrive redrive, DeadLetterConfig config) {
    this.store = store;
    this.redrive = redrive;
    this.concurrency = config.redriveConcurrency();
  }

  /** Redrives at most {@code limit} open dead letters that match the filter, after an id. */
  Uni<Summary> redrive(DeadLetterFilter filter, long after, int limit, String operator) {
    return store.listOpen(filter, after, limit + 1).chain(found -> {
      var targets = found.stream().limit(limit).toList();
      return redriveAll(targets, operator).map(items -> Summary.of(items, found.size() > limit));
    });
  }

  /** Redrives these dead letters, which are in the order of their ids. */
  Uni<List<RedriveItem>> redriveAll(List<RedriveTarget> targets, String operator) {
    return Multi.createFrom()
        .iterable(groupByWorkflow(targets))
        .onItem()
        .transformToMulti(group -> redriveInOrder(group, operator))
        .merge(concurrency)
        .collect()
        .asList()
        .map(items ->
            items.stream().sorted(Comparator.comparingLong(RedriveItem::id)).toList());
  }

  /** Dead letters without a known workflow have no order to keep: each is a group by itself. */
  private static List<List<RedriveTarget>> groupByWorkflow(List<RedriveTarget> targets) {
    Map<String, List<RedriveTarget>> byKey = new LinkedHashMap<>();
    List<List<RedriveTarget>> groups = new ArrayList<>();
    for (var target : targets) {
      if (target.workflowKey() == null) {
        groups.add(List.of(target));
      } else {
        byKey.computeIfAbsent(target.workflowKey(), _ -> new ArrayList<>()).add(target);
      }
    }
    groups.addAll(byKey.values());
    return groups;
  }

  private Multi<RedriveItem> redriveInOrder(List<RedriveTarget> targets, String operator) {
    var skipRest = new AtomicBoolean();
    return Multi.createFrom()
        .iterable(targets)
        .onItem()
        .transformToUniAndConcatenate(target -> skipRest.get()
            ? Uni.createFrom()
                .item(new RedriveItem(target.id(), target.workflowKey(), SKIPPED, null, false))
            : redrive
                .redrive(target.id(), Json.EMPTY, operator)
                .invoke(result -> skipRest.set(isTemporary(result)))
                .map(result -> item(target, result)));
  }

  private static boolean isTemporary(RedriveResult result) {
    int status = result.reply().status();
    return status >= SERVER_ERROR || status == TOO_MANY_REQUESTS;
  }

  private static RedriveItem item(RedriveTarget target, RedriveResult result) {
    return new RedriveItem(
        target.id(),
        target.workflowKey(),
        result.outcome(),
        result.version(),
        result.closesDeadLetter());
  }
}
