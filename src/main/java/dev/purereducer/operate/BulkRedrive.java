package dev.purereducer.operate;

import dev.purereducer.operate.DeadLetterTable.Filter;
import dev.purereducer.operate.DeadLetterTable.Target;
import dev.purereducer.operate.Redrive.Redriven;
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
  static final String HELD_BACK = "held-back";

  private static final int SERVER_ERROR = 500;
  private static final int TOO_MANY = 429;

  /** What came of one letter. */
  record Done(
      long id,
      @Nullable String workflowKey,
      String outcome,
      @Nullable Long version,
      boolean closed) {}

  /** What came of all, in the order of ids; {@code more} says whether others follow. */
  record Summary(List<Done> letters, boolean more) {}

  private final DeadLetterTable table;
  private final Redrive redrive;
  private final int concurrency;

  BulkRedrive(DeadLetterTable table, Redrive redrive, DeadLetterConfig config) {
    this.table = table;
    this.redrive = redrive;
    this.concurrency = config.redriveConcurrency();
  }

  /** At most {@code limit} open letters of the filter's workflow or reason, after that id. */
  Uni<Summary> redrive(Filter filter, long after, int limit, String by) {
    return table.open(filter, after, limit + 1).chain(found -> {
      var targets = found.stream().limit(limit).toList();
      return redriveAll(targets, by).map(letters -> new Summary(letters, found.size() > limit));
    });
  }

  private Uni<List<Done>> redriveAll(List<Target> targets, String by) {
    return Multi.createFrom()
        .iterable(byWorkflow(targets))
        .onItem()
        .transformToMulti(ofOne -> inOrder(ofOne, by))
        .merge(concurrency)
        .collect()
        .asList()
        .map(letters ->
            letters.stream().sorted(Comparator.comparingLong(Done::id)).toList());
  }

  /** Letters of no known workflow have no order to keep: each counts as one of its own. */
  private static List<List<Target>> byWorkflow(List<Target> targets) {
    Map<String, List<Target>> byKey = new LinkedHashMap<>();
    List<List<Target>> groups = new ArrayList<>();
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

  private Multi<Done> inOrder(List<Target> targets, String by) {
    var heldBack = new AtomicBoolean();
    return Multi.createFrom()
        .iterable(targets)
        .onItem()
        .transformToUniAndConcatenate(target -> heldBack.get()
            ? Uni.createFrom()
                .item(new Done(target.id(), target.workflowKey(), HELD_BACK, null, false))
            : redrive
                .redrive(target.id(), Json.EMPTY, by)
                .invoke(redriven -> heldBack.set(mayPassLater(redriven)))
                .map(redriven -> done(target, redriven)));
  }

  private static boolean mayPassLater(Redriven redriven) {
    int status = redriven.answer().status();
    return status >= SERVER_ERROR || status == TOO_MANY;
  }

  private static Done done(Target target, Redriven redriven) {
    return new Done(
        target.id(),
        target.workflowKey(),
        redriven.outcome(),
        redriven.version(),
        redriven.isDone());
  }
}
