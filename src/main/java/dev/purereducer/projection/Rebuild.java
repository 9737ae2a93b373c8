package dev.purereducer.projection;

import dev.purereducer.database.SqlErrors;
import dev.purereducer.history.ReadModels;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.WorkflowKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes read models anew, of the states in the canonical store, a page at a time: after a reducer
 * shows its state in another way, or when events were set aside. The live rows are written in place,
 * and none by an older version, so readers and the materializer go on meanwhile.
 */
@ApplicationScoped
public class Rebuild {
  /** The one projection that there is. */
  public static final String PROJECTION = ProjectionStore.PROJECTION;

  /** A workflow whose read model stays as it was. */
  public record Failure(String workflowKey, String reason) {}

  /**
   * What became of a page.
   *
   * @param next the key after which to go on; null when that was all
   */
  public record RebuildPage(
      int rebuilt, List<Failure> failures, @Nullable String next) {}

  private final ProjectionStore store;
  private final ReadModels readModels;

  Rebuild(ProjectionStore store, ReadModels readModels) {
    this.store = store;
    this.readModels = readModels;
  }

  /** The workflows after that key, in the order of keys. */
  public Uni<RebuildPage> page(String after, int limit) {
    return store.states(after, limit).chain(states -> {
      List<ProjectedRow> rows = new ArrayList<>();
      List<Failure> failures = new ArrayList<>();
      String last = null;
      for (var state : states) {
        last = state.getString("workflow_key");
        show(state, last, rows, failures);
      }
      var next = last;
      return write(rows, failures)
          .map(_ -> new RebuildPage(states.size() - failures.size(), failures, next));
    });
  }

  private void show(Row state, String key, List<ProjectedRow> rows, List<Failure> failures) {
    try {
      rows.add(row(state, key));
    } catch (RuntimeException | StackOverflowError e) {
      failures.add(new Failure(key, "no-read-model"));
    }
  }

  private ProjectedRow row(Row state, String key) {
    var reducer = state.getString("reducer");
    var shown = readModels.of(
        reducer, state.getInteger("schema_version"), JsonText.parse(state.getString("state")));
    return new ProjectedRow(
        null,
        key,
        state.getLong("version"),
        reducer,
        WorkflowKey.namespace(key),
        shown.tag(),
        state.getString("last_action"),
        shown.indicesText(),
        shown.extrasText(),
        state.getOffsetDateTime("updated_at").toInstant());
  }

  /** A row that the database never takes is found by writing each by itself. */
  private Uni<Void> write(List<ProjectedRow> rows, List<Failure> failures) {
    if (rows.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return store.upsertUnlessOlder(rows).onFailure(SqlErrors::isDataError).recoverWithUni(_ -> {
      if (rows.size() == 1) {
        failures.add(new Failure(rows.getFirst().workflowKey(), "refused-by-database"));
        return Uni.createFrom().voidItem();
      }
      return Multi.createFrom()
          .iterable(rows)
          .onItem()
          .transformToUniAndConcatenate(row -> write(List.of(row), failures))
          .onItem()
          .ignoreAsUni();
    });
  }
}
