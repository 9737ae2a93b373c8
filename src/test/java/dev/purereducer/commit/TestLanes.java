package dev.purereducer.commit;

import dev.purereducer.database.Database;
import dev.purereducer.event.OutboxConfig;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.hotkey.HotKeysConfig;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.trace.Tracing;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Makes further committers beside the application's own, as other instances would be. */
@ApplicationScoped
public class TestLanes {
  static final Duration MAX_WAIT = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Database database;
  private final OutboxConfig outbox;
  private final HotKeysConfig hotKeys;
  private final LaneDependencies parts;

  TestLanes(
      Vertx vertx,
      Database database,
      OutboxConfig outbox,
      HotKeysConfig hotKeys,
      LaneDependencies parts) {
    this.vertx = vertx;
    this.database = database;
    this.outbox = outbox;
    this.hotKeys = hotKeys;
    this.parts = parts;
  }

  /** A committer on the same database; every store it opens is wrapped. Stop it in the end. */
  Lanes another(UnaryOperator<CanonicalStore> wrapped) {
    return another(parts.heartbeats(), wrapped);
  }

  /** The same with a heart of its own. */
  Lanes another(Heartbeats heartbeats, UnaryOperator<CanonicalStore> wrapped) {
    return another(parts.config(), heartbeats, wrapped);
  }

  /** Nobody waits longer than {@link #MAX_WAIT} for its store. */
  Lanes withShortTimeout(UnaryOperator<CanonicalStore> wrapped) {
    return withShortTimeout(parts.heartbeats(), wrapped);
  }

  /** The same with a heart of its own. */
  Lanes withShortTimeout(Heartbeats heartbeats, UnaryOperator<CanonicalStore> wrapped) {
    return another(with(parts.config(), "maxWait", MAX_WAIT), heartbeats, wrapped);
  }

  /** An idle lane of it lets a burst arrive for so long. */
  Lanes lingering(Duration most, UnaryOperator<CanonicalStore> wrapped) {
    return another(with(parts.config(), "linger", most), parts.heartbeats(), wrapped);
  }

  private static CommitConfig with(CommitConfig config, String name, Object value) {
    return (CommitConfig) Proxy.newProxyInstance(
        CommitConfig.class.getClassLoader(),
        new Class<?>[] {CommitConfig.class},
        (_, method, arguments) ->
            method.getName().equals(name) ? value : method.invoke(config, arguments));
  }

  private Lanes another(
      CommitConfig config, Heartbeats heartbeats, UnaryOperator<CanonicalStore> wrapped) {
    var mutinyVertx = io.vertx.mutiny.core.Vertx.newInstance(vertx);
    var stores = new StoreFactory(mutinyVertx, database, config, outbox, Tracing.OFF) {
      @Override
      CanonicalStore open() {
        return wrapped.apply(super.open());
      }
    };
    return new Lanes(
        vertx,
        stores,
        new LaneDependencies(
            config,
            parts.reducers(),
            parts.retry(),
            parts.meters(),
            parts.outboxSignal(),
            heartbeats,
            new HotKeys(hotKeys)));
  }
}
