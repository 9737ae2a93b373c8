package dev.purereducer.database;

import dev.purereducer.runtime.Maintenance;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The database's clock, as this instance knows it: its own clock, corrected by the offset that is
 * measured every few seconds. The error is at most half of the round trip of a measurement, and the
 * change of the instance's clock since then.
 *
 * <p>A measurement compares {@code clock_timestamp()} with the middle of its round trip, and takes the
 * fastest of several.
 */
@ApplicationScoped
public class DatabaseClock {
  /** The offset beyond which the instance's clock is reported as wrong. */
  public static final Duration MAX_OFFSET = Duration.ofSeconds(5);

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Bound of the first measurement, for which the start waits. */
  private static final Duration MAX_START_WAIT = Duration.ofSeconds(2);

  /** One row, {@code now}. */
  static final String SELECT_CLOCK = "SELECT clock_timestamp() AS now";

  private static final Logger LOG = Logger.getLogger(DatabaseClock.class);

  /** How far the instance's clock is ahead, and the duration of the round trip. */
  private record Sample(Duration offset, Duration roundTrip) {}

  private final Supplier<Uni<Instant>> databaseTime;
  private final InstantSource instanceClock;
  private volatile @Nullable Duration offset;
  private boolean reported;

  @Inject
  public DatabaseClock(Pool pool, MeterRegistry registry) {
    this(() -> read(pool), InstantSource.system(), registry);
  }

  DatabaseClock(
      Supplier<Uni<Instant>> databaseTime, InstantSource instanceClock, MeterRegistry registry) {
    this.databaseTime = databaseTime;
    this.instanceClock = instanceClock;
    TimeGauge.builder("purereducer.clock.offset", this::offsetSeconds, TimeUnit.SECONDS)
        .description("How far this instance's clock is ahead of the database's")
        .register(registry);
  }

  /** Measures once before actions arrive, after the migration. A failure is left to the loop. */
  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE + 1) StartupEvent event,
      Maintenance maintenance) {
    measure()
        .ifNoItem()
        .after(MAX_START_WAIT)
        .fail()
        .onFailure()
        .recoverWithNull()
        .await()
        .indefinitely();
    maintenance.start("clock-offset", INTERVAL, () -> measure().replaceWith(false));
  }

  /** The time by the database's clock, in microseconds, as the database stores it. */
  public Instant now() {
    var measured = offset;
    var now =
        measured == null ? instanceClock.instant() : instanceClock.instant().minus(measured);
    return now.truncatedTo(ChronoUnit.MICROS);
  }

  /** Updates the offset. */
  Uni<Void> measure() {
    return Uni.join()
        .all(List.of(sample(), sample(), sample()))
        .usingConcurrencyOf(1)
        .andFailFast()
        .invoke(this::take)
        .replaceWithVoid();
  }

  private Uni<Sample> sample() {
    return Uni.createFrom().deferred(() -> {
      var sent = instanceClock.instant();
      long sentNanos = System.nanoTime();
      return databaseTime.get().map(database -> {
        var roundTrip = Duration.ofNanos(System.nanoTime() - sentNanos);
        var middle = sent.plus(roundTrip.dividedBy(2));
        return new Sample(Duration.between(database, middle), roundTrip);
      });
    });
  }

  private synchronized void take(List<Sample> samples) {
    var measured =
        samples.stream().min(Comparator.comparing(Sample::roundTrip)).orElseThrow().offset;
    offset = measured;
    boolean wrong = measured.abs().compareTo(MAX_OFFSET) > 0;
    if (wrong && !reported) {
      LOG.warnf(
          "the clock of this instance is %d ms ahead of the database's; set it (NTP)",
          measured.toMillis());
    } else if (!wrong && reported) {
      LOG.infof(
          "the clock of this instance is right again: %d ms ahead of the database's",
          measured.toMillis());
    }
    reported = wrong;
  }

  private double offsetSeconds() {
    var measured = offset;
    return measured == null
        ? Double.NaN
        : measured.toNanos() / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private static Uni<Instant> read(Pool pool) {
    return BoundedStatement.run(pool, SELECT_CLOCK, Tuple.tuple())
        .map(rows -> rows.iterator().next().getOffsetDateTime("now").toInstant());
  }
}
