package dev.purereducer.commit;

import dev.purereducer.database.Database;
import dev.purereducer.event.OutboxConfig;
import dev.purereducer.trace.Tracing;
import io.vertx.mutiny.core.Vertx;
import jakarta.inject.Singleton;

/** Opens a canonical store, with its own connection, for each lane. */
@Singleton
class StoreFactory {
  private final Vertx vertx;
  private final Database database;
  private final CommitConfig config;
  private final OutboxConfig outbox;
  private final Tracing tracing;

  StoreFactory(
      Vertx vertx, Database database, CommitConfig config, OutboxConfig outbox, Tracing tracing) {
    this.vertx = vertx;
    this.database = database;
    this.config = config;
    this.outbox = outbox;
    this.tracing = tracing;
  }

  CanonicalStore open() {
    var connection = new LaneConnection(vertx, database, config.statementTimeout());
    var store = new PgCanonicalStore(connection, outbox.shards(), config.dedupWindow());
    return TracingCanonicalStore.of(store, tracing);
  }
}
