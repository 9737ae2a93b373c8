package dev.purereducer.deadletter;

import dev.purereducer.deadletter.DeadLetterStore.DeadLetterFilter;
import dev.purereducer.deadletter.DeadLetterStore.RedriveTarget;
import dev.purereducer.deadletter.Redrive.Redriven;
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
import org.jspecify.annotations.Nullable;

/**
 * Redrives many letters: those of a workflow one after another in the order they were set aside,
 * several workflows at a time.
 *
 * <p>A letter that is refused for good does not hold up the next; one that could not be tried, or
 * lost every race, does: the later ones of its workflow would overtake it.
 */
@ApplicationScoped
class BulkRedrive {
  /** Why a letter was not tried. */
  static final String SKIPPED = "held-back";

  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY = 429;

  /** What came of one letter. */
  record RedriveResult(
      long id,
      @Nullable String workflowKey,
      String outcome,
      @Nullable Long version,
      boolean closed) {}

  /** What came of all, in the order of ids; {@code more} says whether others follow. */
  record Summary(List<RedriveResult> letters, boolean more) {}

  private final DeadLetterStore table;
  private final Redrive redrive;
  private final int concurrency;

  BulkRedrive(DeadLetterStore table, Redrive redrive, DeadLetterConfig config) {
    this.table = table;
    this.redrive = redrive;
    this.concurrency = config.redriveConcurrency();
  }

  /** At most {@code limit} open letters of the filter's workflow or reason, after that id. */
  Uni<Summary> redrive(DeadLetterFilter filter, long after, int limit, String by) {
    return table.open(filter, after, limit + 1).chain(found -> {
      var targets = found.stream().limit(limit).toList();
      return redriveAll(targets, by).map(letters -> new Summary(letters, found.size() > limit));
    });
  }

  private Uni<List<RedriveResult>> redriveAll(List<RedriveTarget> targets, String by) {
    return Multi.createFrom()
        .iterable(byWorkflow(targets))
        .onItem()
        .transformToMulti(ofOne -> inOrder(ofOne, by))
        .merge(concurrency)
        .collect()
        .asList()
        .map(letters ->
            letters.stream().sorted(Comparator.comparingLong(RedriveResult::id)).toList());
  }

  /** Letters of no known workflow have no order to keep: each counts as one of its own. */
  private static List<List<RedriveTarget>> byWorkflow(List<RedriveTarget> targets) {
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

  private Multi<RedriveResult> inOrder(List<RedriveTarget> targets, String by) {
    var heldBack = new AtomicBoolean();
    return Multi.createFrom()
        .iterable(targets)
        .onItem()
        .transformToUniAndConcatenate(target -> heldBack.get()
            ? Uni.createFrom()
                .item(new RedriveResult(target.id(), target.workflowKey(), SKIPPED, null, false))
            : redrive
                .redrive(target.id(), Json.EMPTY, by)
                .invoke(redriven -> heldBack.set(mayPassLater(redriven)))
                .map(redriven -> done(target, redriven)));
  }

  private static boolean mayPassLater(Redriven redriven) {
    int status = redriven.answer().status();
    return status >= SERVER_ERROR || status == TOO_MANY;
  }

  private static RedriveResult done(RedriveTarget target, Redriven redriven) {
    return new RedriveResult(
        target.id(),
        target.workflowKey(),
        redriven.outcome(),
        redriven.version(),
        redriven.isDone());
  }
}
