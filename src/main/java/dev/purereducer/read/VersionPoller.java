package dev.purereducer.read;

import dev.purereducer.event.VersionSignals;
import dev.purereducer.loop.Heartbeats;
import dev.purereducer.loop.Loop;
import dev.purereducer.role.Role;
import dev.purereducer.role.RoleConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Signals versions that other instances have materialized: one statement looks for all readers that
 * wait.
 */
@ApplicationScoped
class VersionPoller {
  private final VersionSignals signals;
  private final ReadStore store;
  private final Loop loop;

  VersionPoller(
      VersionSignals signals,
      ReadStore store,
      ReadConfig config,
      Vertx vertx,
      Heartbeats heartbeats) {
    this.signals = signals;
    this.store = store;
    this.loop = new Loop(
        "version-poller",
        vertx,
        heartbeats,
        new Loop.Idle(config.pollMin(), config.pollMax()),
        this::look);
  }

  void onStart(@Observes StartupEvent event, RoleConfig roles) {
    if (roles.runs(Role.READ)) {
      loop.start();
    }
  }

  void onStop(@Observes ShutdownEvent event) {
    loop.stop().subscribe().with(_ -> {});
  }

  /** A reader has begun to wait: look at once, and often at first. */
  void readerWaits() {
    loop.wake();
  }

  private Uni<Boolean> look() {
    var waitingFor = signals.waitingFor();
    return waitingFor.isEmpty()
        ? Uni.createFrom().item(false)
        : store
            .versions(waitingFor)
            .invoke(versions -> versions.forEach(signals::applied))
            .replaceWith(false);
  }
}
