package dev.purereducer.commit;

import dev.purereducer.database.Database;
import dev.purereducer.event.OutboxConfig;
import dev.purereducer.hotkey.HotKeys;
import dev.purereducer.hotkey.HotKeysConfig;
import dev.purereducer.loop.Heartbeats;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.UnaryOperator;

/** Makes further committers beside the application's own, as other instances would be. */
@ApplicationScoped
public class Committers {
  private final Vertx vertx;
  private final Database database;
  private final OutboxConfig outbox;
  private final HotKeysConfig hotKeys;
  private final LaneParts parts;

  Committers(
      Vertx vertx, Database database, OutboxConfig outbox, HotKeysConfig hotKeys, LaneParts parts) {
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
    var mutinyVertx = io.vertx.mutiny.core.Vertx.newInstance(vertx);
    var stores = new StoreFactory(mutinyVertx, database, parts.config(), outbox) {
      @Override
      CanonicalStore open() {
        return wrapped.apply(super.open());
      }
    };
    return new Lanes(
        vertx,
        stores,
        new LaneParts(
            parts.config(),
            parts.reducers(),
            parts.retry(),
            parts.meters(),
            parts.doorbell(),
            heartbeats,
            new HotKeys(hotKeys)));
  }
}
