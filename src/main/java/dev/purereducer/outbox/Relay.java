package dev.purereducer.outbox;

import dev.purereducer.event.OutboxConfig;
import dev.purereducer.outbox.RelayLifecycle.RelayHealth;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** An outbox relay: three loops that renew leases, publish events and sample the outbox's depth. */
final class Relay {
  static final String LEASE_LOOP = "relay-lease";
  static final String SAMPLE_LOOP = "relay-sample";

  private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(5);
  private static final Logger LOG = Logger.getLogger(Relay.class);

  /** Configuration and runtime services shared by the parts of a relay. */
  @Singleton
  record RelayDependencies(
      Vertx vertx,
      Heartbeats heartbeats,
      PublishMeters meters,
      OutboxConfig outbox,
      PublishConfig publish) {}

  private final String owner;
  private final RelayDependencies dependencies;
  private final EventSink sink;
  private final Leases leases;
  private final Publisher publisher;
  private final OutboxStore outbox;
  private final BatchLinger linger;
  private final Loop leaseLoop;
  private final Loop publishLoop;
  private final Loop sampleLoop;

  /**
   * {@code owner} must be unique among all relays, past ones included. {@link #stop} closes the
   * sink, but not the pool.
   */
  Relay(String owner, RelayDependencies dependencies, Pool pool, EventSink sink) {
    var config = dependencies.publish();
    this.owner = owner;
    this.dependencies = dependencies;
    this.sink = sink;
    this.outbox = new OutboxStore(pool, config);
    this.leases = new Leases(pool, owner, dependencies.outbox().shards(), config, System::nanoTime);
    this.publisher = new Publisher(leases, outbox, sink, dependencies.meters());
    this.linger = new BatchLinger(config.linger(), config.batchRows());
    this.leaseLoop = loop(
        LEASE_LOOP,
        every(config.leaseRenewal().dividedBy(Leases.STEPS_PER_RENEWAL)),
        leases::renewIfDue);
    this.publishLoop = loop(
        RelayLifecycle.PUBLISH_LOOP,
        new Loop.PollInterval(config.pollMin(), config.pollMax()),
        () -> linger.lingerAfter(publisher.lastBatchRows()).chain(publisher::publishNextBatch));
    this.sampleLoop = loop(SAMPLE_LOOP, every(SAMPLE_INTERVAL), this::sampleDepth);
  }

  void start() {
    dependencies.meters().registerGauges(leases::usableCount, publisher::blockedKeyCount);
    leaseLoop.start();
    publishLoop.start();
    sampleLoop.start();
    LOG.infof("relay=%s started", owner);
  }

  /**
   * Wakes the publish loop: there may be new rows, and {@code pendingActions} more actions are about
   * to be committed. Cheap and thread-safe.
   */
  void wake(int pendingActions) {
    linger.setPendingActions(pendingActions);
    publishLoop.wake();
  }

  RelayHealth health() {
    return new RelayHealth(
        true, leases.usableCount(), publisher.blockedKeyCount(), publisher.lastError());
  }

  /** Drains the outbox within the drain timeout, then frees the shards. */
  Uni<Void> stop() {
    var drained = publisher.drain();
    wake(0);
    return withDrainTimeout(drained)
        .chain(() -> withDrainTimeout(publishLoop.stop()))
        .invoke(sink::close)
        .chain(() -> Uni.join().all(leaseLoop.stop(), sampleLoop.stop()).andCollectFailures())
        .chain(leases::release);
  }

  /** The next owner publishes the rest, and may repeat the last batch. */
  private Uni<Void> withDrainTimeout(Uni<Void> step) {
    return step.ifNoItem().after(dependencies.publish().drainTimeout()).recoverWithItem(() -> null);
  }

  private Uni<Boolean> sampleDepth() {
    return outbox.depth().invoke(dependencies.meters()::setDepth).replaceWith(false);
  }

  private Loop loop(String name, Loop.PollInterval interval, Supplier<Uni<Boolean>> step) {
    return new Loop(name, dependencies.vertx(), dependencies.heartbeats(), interval, step);
  }

  private static Loop.PollInterval every(Duration period) {
    return new Loop.PollInterval(period, period);
  }
}
