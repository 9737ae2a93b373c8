package dev.purereducer.projection;

import dev.purereducer.database.SqlErrors;
import dev.purereducer.history.ReadModels;
import dev.purereducer.history.ReadModels.WorkflowView;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuild of read models from the canonical states, page by page: for a reducer whose read model has
 * changed, or after events were skipped. It rewrites the live rows in place, and no row with an
 * older version, so readers and the materializer continue meanwhile.
 */
@ApplicationScoped
public class Rebuild {
  /** The name of the only projection. */
  public static final String PROJECTION = ProjectionStore.PROJECTION;

  /** A workflow whose read model could not be rebuilt and is unchanged. */
  public record RebuildFailure(String workflowKey, String reason) {}

  /**
   * The result of a page.
   *
   * @param next the key after which to continue; null at the end
   */
  public record RebuildPage(
      int rebuilt, List<RebuildFailure> failures, @Nullable String next) {}

  private final ProjectionStore store;
  private final ReadModels readModels;

  Rebuild(ProjectionStore store, ReadModels readModels) {
    this.store = store;
    this.readModels = readModels;
  }

  /** Rebuilds the read models of the next workflows after that key, in the order of keys. */
  public Uni<RebuildPage> page(String afterKey, int limit) {
    return store.states(afterKey, limit).chain(states -> {
      List<WorkflowView> views = new ArrayList<>();
      List<RebuildFailure> failures = new ArrayList<>();
      String last = null;
      for (var state : states) {
        last = state.getString("workflow_key");
        try {
          views.add(readModels.view(state));
        } catch (Throwable e) {
          failures.add(new RebuildFailure(last, "no-read-model"));
        }
      }
      var next = last;
      return write(views, failures)
          .map(_ -> new RebuildPage(states.size() - failures.size(), failures, next));
    });
  }

  /** If the database rejects the page, writes its rows one by one to find the cause. */
  private Uni<Void> write(List<WorkflowView> views, List<RebuildFailure> failures) {
    if (views.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return store.upsertUnlessOlder(views).onFailure(SqlErrors::isDataError).recoverWithUni(_ -> {
      if (views.size() == 1) {
        failures.add(new RebuildFailure(views.getFirst().workflowKey(), "refused-by-database"));
        return Uni.createFrom().voidItem();
      }
      return Multi.createFrom()
          .iterable(views)
          .onItem()
          .transformToUniAndConcatenate(view -> write(List.of(view), failures))
          .onItem()
          .ignoreAsUni();
    });
  }
}
