package dev.purereducer.outbox;

import dev.purereducer.runtime.Loop;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** One relay: a loop that keeps leases, one that publishes, one that samples the outbox's depth. */
final class Relay {
  static final String PUBLISH_LOOP = "relay-publish";
  static final String LEASE_LOOP = "relay-lease";
  static final String SAMPLE_LOOP = "relay-sample";

  private static final Duration SAMPLE_EVERY = Duration.ofSeconds(5);
  private static final Logger LOG = Logger.getLogger(Relay.class);

  private final RelaySettings settings;
  private final EventSink sink;
  private final Leases leases;
  private final Publisher publisher;
  private final OutboxStore outbox;
  private final PublishMeters meters;
  private final BatchLinger gathering;
  private final Loop leaseLoop;
  private final Loop publishLoop;
  private final Loop sampleLoop;

  /** {@link #stop} closes the sink, but not the pool. */
  Relay(RelayDependencies in, RelaySettings settings, Pool pool, EventSink sink) {
    var config = settings.publish();
    this.settings = settings;
    this.sink = sink;
    this.meters = in.meters();
    this.outbox = new OutboxStore(pool, config);
    this.leases = new Leases(new LeaseTable(pool, settings), config, System::nanoTime);
    this.publisher = new Publisher(leases, outbox, sink, meters);
    this.leaseLoop = loop(
        in,
        LEASE_LOOP,
        every(config.leaseRenewal().dividedBy(Leases.STEPS_PER_RENEWAL)),
        leases::renewIfDue);
    this.gathering = new BatchLinger(config.linger(), config.batchRows());
    this.publishLoop = loop(
        in,
        PUBLISH_LOOP,
        new Loop.PollInterval(config.pollMin(), config.pollMax()),
        () -> gathering.lingerAfter(publisher.lastBatchRows()).chain(publisher::publishNextBatch));
    this.sampleLoop = loop(in, SAMPLE_LOOP, every(SAMPLE_EVERY), this::sample);
  }

  void start() {
    meters.registerGauges(leases::usableCount, publisher::blockedKeyCount);
    leaseLoop.start();
    publishLoop.start();
    sampleLoop.start();
    LOG.infof("relay=%s started", settings.owner());
  }

  /** There may be rows, and soon those of {@code coming} actions: cheap, from any thread. */
  void wake(int coming) {
    gathering.setPendingActions(coming);
    publishLoop.wake();
  }

  RelayHealth health() {
    return new RelayHealth(true, leases.usableCount(), publisher.blockedKeyCount(), publisher.lastError());
  }

  /** Publishes what is left, if that does not take long; frees the shards then. */
  Uni<Void> stop() {
    var left = publisher.drain();
    wake(0);
    return bounded(left)
        .chain(() -> bounded(publishLoop.stop()))
        .invoke(sink::close)
        .chain(() -> Uni.join().all(leaseLoop.stop(), sampleLoop.stop()).andCollectFailures())
        .chain(leases::release);
  }

  /** What is not published by then is left to the next owner, who may repeat the last batch. */
  private Uni<Void> bounded(Uni<Void> step) {
    return step.ifNoItem().after(settings.publish().drainTimeout()).recoverWithItem(() -> null);
  }

  private Uni<Boolean> sample() {
    return outbox.depth().invoke(meters::setDepth).replaceWith(false);
  }

  private static Loop loop(
      RelayDependencies in, String name, Loop.PollInterval idle, Supplier<Uni<Boolean>> step) {
    return new Loop(name, in.vertx(), in.heartbeats(), idle, step);
  }

  private static Loop.PollInterval every(Duration period) {
    return new Loop.PollInterval(period, period);
  }
}
