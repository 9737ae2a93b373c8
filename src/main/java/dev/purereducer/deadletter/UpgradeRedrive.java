package dev.purereducer.deadletter;

import dev.purereducer.action.IngestRole;
import dev.purereducer.deadletter.BulkRedrive.RedriveItem;
import dev.purereducer.http.ProblemType;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.runtime.Maintenance;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Maintenance task that redrives the dead letters of actions for which no instance had the reducer or
 * its version, once this instance has it. Each is tried until it is committed or refused for good.
 */
@ApplicationScoped
class UpgradeRedrive {
  private static final String OPERATOR = "upgrade";
  private static final int MAX_ROWS = 200;
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Logger LOG = Logger.getLogger(UpgradeRedrive.class);

  private static final String[] REASONS =
      codes(ProblemType.REDUCER_VERSION_UNAVAILABLE, ProblemType.UNKNOWN_REDUCER);

  /** After one of these outcomes the same redrive may succeed. */
  private static final String[] RETRYABLE = codes(
      ProblemType.REDUCER_VERSION_UNAVAILABLE,
      ProblemType.STORE_UNAVAILABLE,
      ProblemType.GAVE_UP,
      ProblemType.QUEUE_FULL);

  private final DeadLetterStore store;
  private final BulkRedrive redrive;
  private final Collection<Reducer<?>> reducers;

  UpgradeRedrive(DeadLetterStore store, BulkRedrive redrive, Reducers reducers) {
    this.store = store;
    this.redrive = redrive;
    this.reducers = reducers.newest();
  }

  void start(@Observes StartupEvent event, IngestRole role, Maintenance maintenance) {
    if (role.isOn()) {
      maintenance.start("upgrade-redrive", INTERVAL, this::step);
    }
  }

  /** Emits whether there may be more dead letters to redrive. */
  Uni<Boolean> step() {
    return store
        .listOpenIfReducerIsHere(REASONS, reducers, RETRYABLE, MAX_ROWS)
        .chain(targets -> targets.isEmpty()
            ? Uni.createFrom().item(false)
            : redrive
                .redriveAll(targets, OPERATOR)
                .map(items -> items.stream().filter(RedriveItem::closed).count())
                .invoke(closed -> LOG.infof(
                    "dead letters redriven after an upgrade tried=%d closed=%d",
                    targets.size(), closed))
                .map(closed -> closed == MAX_ROWS));
  }

  private static String[] codes(ProblemType... types) {
    return Stream.of(types).map(ProblemType::code).toArray(String[]::new);
  }
}
