package dev.purereducer.read;

import dev.purereducer.event.VersionSignals;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Polls the projected versions of all workflows that reads wait for, in one statement, and signals
 * them. Needed for versions projected by other instances.
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
        new Loop.PollInterval(config.pollMin(), config.pollMax()),
        this::poll);
  }

  void onStart(@Observes StartupEvent event, RoleConfig roles) {
    if (roles.runs(Role.READ)) {
      loop.start();
    }
  }

  void onStop(@Observes ShutdownEvent event) {
    loop.stop().subscribe().with(_ -> {});
  }

  /** A read has started to wait: polls at once, and then with the shortest interval. */
  void readerWaiting() {
    loop.wake();
  }

  private Uni<Boolean> poll() {
    var waitingFor = signals.waitingFor();
    return waitingFor.isEmpty()
        ? Uni.createFrom().item(false)
        : store
            .versions(waitingFor)
            .invoke(versions -> versions.forEach(signals::applied))
            .replaceWith(false);
  }
}
