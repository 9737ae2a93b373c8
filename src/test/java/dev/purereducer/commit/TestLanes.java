package dev.purereducer.commit;

import dev.purereducer.commit.Lanes.LaneDependencies;
import dev.purereducer.commit.PgCanonicalStore.StoreFactory;
import dev.purereducer.database.Database;
import dev.purereducer.database.DatabaseClock;
import dev.purereducer.event.OutboxConfig;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.hotkey.HotKeysConfig;
import dev.purereducer.reduce.Reducers;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Factory of further lanes on the application's database, as another instance has them. */
@ApplicationScoped
public class TestLanes {
  static final Duration MAX_WAIT = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Database database;
  private final OutboxConfig outbox;
  private final HotKeysConfig hotKeys;
  private final LaneDependencies shared;
  private final ReducerTimeouts timeouts;
  private final HistoryPartitions partitions;

  TestLanes(
      Vertx vertx,
      Database database,
      OutboxConfig outbox,
      HotKeysConfig hotKeys,
      LaneDependencies shared,
      ReducerTimeouts timeouts,
      HistoryPartitions partitions) {
    this.vertx = vertx;
    this.database = database;
    this.outbox = outbox;
    this.hotKeys = hotKeys;
    this.shared = shared;
    this.timeouts = timeouts;
    this.partitions = partitions;
  }

  /** Lanes whose stores are wrapped by {@code wrapper}; the caller stops them. */
  Lanes create(UnaryOperator<CanonicalStore> wrapper) {
    return create(shared.heartbeats(), wrapper);
  }

  /** Lanes with their own heartbeats. */
  Lanes create(Heartbeats heartbeats, UnaryOperator<CanonicalStore> wrapper) {
    return create(shared.config(), heartbeats, wrapper);
  }

  /** Lanes with {@link #MAX_WAIT} as their deadline. */
  Lanes withShortTimeout(UnaryOperator<CanonicalStore> wrapper) {
    return withShortTimeout(shared.heartbeats(), wrapper);
  }

  /** Lanes with {@link #MAX_WAIT} as their deadline and their own heartbeats. */
  Lanes withShortTimeout(Heartbeats heartbeats, UnaryOperator<CanonicalStore> wrapper) {
    return create(with(shared.config(), "maxWait", MAX_WAIT), heartbeats, wrapper);
  }

  /** Lanes whose queues hold at most {@code actions} of a workflow. */
  Lanes withKeyBound(int actions, UnaryOperator<CanonicalStore> wrapper) {
    return create(with(shared.config(), "maxKeyActions", actions), shared.heartbeats(), wrapper);
  }

  /** Lanes of an instance with these reducers. */
  public Lanes withReducers(Reducers reducers) {
    return create(
        shared.config(), shared.heartbeats(), shared.reducerWatch(), reducers, store -> store);
  }

  /** Lanes of an instance whose clock is wrong by {@code offset}, and has not noticed it. */
  Lanes withWrongClock(Duration offset) {
    var clock = new DatabaseClock(null, new SimpleMeterRegistry()) {
      @Override
      public Instant now() {
        return Instant.now().plus(offset);
      }
    };
    return create(
        new LaneDependencies(
            shared.config(),
            shared.reducers(),
            shared.conflictRetry(),
            shared.meters(),
            shared.outboxSignal(),
            shared.heartbeats(),
            shared.hotKeys(),
            shared.reducerWatch(),
            shared.kafka(),
            clock),
        store -> store);
  }

  /** Lanes with a snapshot of every {@code interval}th version. */
  Lanes withSnapshots(int interval) {
    return create(
        with(shared.config(), "snapshotInterval", interval), shared.heartbeats(), store -> store);
  }

  /** Lanes that wait up to {@code linger} for a burst. */
  Lanes lingering(Duration linger, UnaryOperator<CanonicalStore> wrapper) {
    return create(with(shared.config(), "linger", linger), shared.heartbeats(), wrapper);
  }

  public static void stop(Lanes lanes) {
    lanes.stop(null);
  }

  private static CommitConfig with(CommitConfig config, String name, Object value) {
    return (CommitConfig) Proxy.newProxyInstance(
        CommitConfig.class.getClassLoader(),
        new Class<?>[] {CommitConfig.class},
        (_, method, arguments) ->
            method.getName().equals(name) ? value : method.invoke(config, arguments));
  }

  /** Lanes whose reducers have this timeout, watched by {@code watch}. */
  Lanes watchedBy(ReducerWatch watch) {
    return create(shared.config(), new Heartbeats(), watch, shared.reducers(), store -> store);
  }

  /** A watchdog with this timeout; the caller closes it. */
  ReducerWatch watch(Duration timeout) {
    var config = with(shared.config(), "reducerTimeout", timeout);
    var watch = new ReducerWatch(timeouts, config, vertx, new Heartbeats());
    watch.start(null, () -> Set.of());
    return watch;
  }

  private Lanes create(
      CommitConfig config, Heartbeats heartbeats, UnaryOperator<CanonicalStore> wrapper) {
    return create(config, heartbeats, shared.reducerWatch(), shared.reducers(), wrapper);
  }

  private Lanes create(
      CommitConfig config,
      Heartbeats heartbeats,
      ReducerWatch watch,
      Reducers reducers,
      UnaryOperator<CanonicalStore> wrapper) {
    return create(
        new LaneDependencies(
            config,
            reducers,
            shared.conflictRetry(),
            shared.meters(),
            shared.outboxSignal(),
            heartbeats,
            new HotKeys(hotKeys),
            watch,
            shared.kafka(),
            shared.clock()),
        wrapper);
  }

  private Lanes create(LaneDependencies dependencies, UnaryOperator<CanonicalStore> wrapper) {
    var mutinyVertx = io.vertx.mutiny.core.Vertx.newInstance(vertx);
    var stores =
        new StoreFactory(
            mutinyVertx, database, dependencies.config(), outbox, partitions, Tracing.OFF) {
          @Override
          CanonicalStore open() {
            return wrapper.apply(super.open());
          }
        };
    return new Lanes(vertx, stores, dependencies);
  }
}
