package dev.purereducer.projection;

import dev.purereducer.history.ReadModels;
import dev.purereducer.history.ReadModels.WorkflowView;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.runtime.FailureText;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Events that an instance skipped because only others have their reducer, or a newer version of
 * it. Each instance projects the states of those workflows that it can read, so that no read model is
 * missing after an upgrade.
 */
@ApplicationScoped
class DeferredEvents {
  /** The reason of a skipped event that waits for another instance. */
  static final String REASON = "reducer-not-deployed";

  private static final String LOOP = "deferred-events";
  private static final String NO_READ_MODEL = "no-read-model";
  private static final int MAX_ROWS = 100;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(DeferredEvents.class);

  private final ProjectionStore store;
  private final ReadModels readModels;
  private final List<Reducer<?>> own;
  private final Loop loop;

  DeferredEvents(
      ProjectionStore store,
      ReadModels readModels,
      Reducers reducers,
      Vertx vertx,
      Heartbeats heartbeats) {
    this.store = store;
    this.readModels = readModels;
    this.own = List.copyOf(reducers.newest());
    this.loop =
        new Loop(LOOP, vertx, heartbeats, new Loop.PollInterval(INTERVAL, INTERVAL), this::step);
  }

  void start(@Observes StartupEvent event, RoleConfig roles) {
    if (roles.runs(Role.PROJECT)) {
      loop.start();
    }
  }

  void stop(@Observes ShutdownEvent event) {
    loop.stop();
  }

  private Uni<Boolean> step() {
    return store
        .skippedStates(REASON, own, MAX_ROWS)
        .chain(states -> project(states).replaceWith(states.size() == MAX_ROWS));
  }

  private Uni<Void> project(RowSet<Row> states) {
    List<WorkflowView> views = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    for (var state : states) {
      var key = state.getString("workflow_key");
      try {
        views.add(readModels.view(state));
      } catch (Throwable failure) {
        LOG.warnf("loop=%s workflow_key=%s no read model: %s", LOOP, key, FailureText.of(failure));
        failed.add(key);
      }
    }
    var written = views.isEmpty() ? Uni.createFrom().voidItem() : store.upsertUnlessOlder(views);
    return written.chain(() -> Multi.createFrom()
        .iterable(failed)
        .onItem()
        .transformToUniAndConcatenate(key -> store.changeSkippedReason(key, NO_READ_MODEL))
        .onItem()
        .ignoreAsUni());
  }
}
