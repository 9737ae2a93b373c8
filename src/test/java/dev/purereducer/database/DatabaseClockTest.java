package dev.purereducer.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.purereducer.testkit.LogCapture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The correction of an instance's clock, with a clock of the test. */
class DatabaseClockTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Instant DATABASE_TIME = Instant.parse("2026-11-30T23:59:59.123456Z");

  /** Half of a round trip in this process, with a margin for a busy machine. */
  private static final Duration MAX_ERROR = Duration.ofSeconds(1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final LogCapture log = new LogCapture(DatabaseClock.class);
  private Duration ahead = Duration.ZERO;
  private Uni<Instant> databaseTime = Uni.createFrom().item(DATABASE_TIME);
  private final DatabaseClock clock =
      new DatabaseClock(() -> databaseTime, () -> DATABASE_TIME.plus(ahead), registry);

  @AfterEach
  void stop() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT3S", "P65D", "-PT7H"})
  void now_isThatOfTheDatabase(String offset) {
    ahead = Duration.parse(offset);

    clock.measure().await().atMost(SOON);

    assertNear(Duration.ZERO, Duration.between(DATABASE_TIME, clock.now()));
    assertNear(ahead, gauge());
  }

  @Test
  void nowBeforeTheFirstMeasurement_isThatOfTheInstance() {
    ahead = Duration.ofDays(65);

    assertEquals(DATABASE_TIME.plus(ahead), clock.now());
    assertTrue(Double.isNaN(seconds()));
  }

  @Test
  void failedMeasurement_keepsTheOffset() {
    ahead = Duration.ofHours(2);
    clock.measure().await().atMost(SOON);

    databaseTime = Uni.createFrom().failure(new IllegalStateException("down"));

    assertThrows(IllegalStateException.class, () -> clock.measure().await().atMost(SOON));
    assertNear(ahead, gauge());
  }

  /** A slow measurement says least about the offset. */
  @Test
  void measurement_takesTheSampleWithTheShortestRoundTrip() {
    var slow = Uni.createFrom()
        .item(DATABASE_TIME.minusSeconds(60))
        .onItem()
        .delayIt()
        .by(Duration.ofMillis(200));
    var samples = java.util.List.of(slow, databaseTime, slow).iterator();
    databaseTime = Uni.createFrom().deferred(samples::next);

    clock.measure().await().atMost(SOON);

    assertNear(Duration.ZERO, gauge());
  }

  @Test
  void wrongClock_isLoggedOncePerChange() {
    ahead = Duration.ofSeconds(-60);
    clock.measure().await().atMost(SOON);
    clock.measure().await().atMost(SOON);
    assertEquals(1, log.lines().size(), () -> log.lines().toString());

    ahead = Duration.ZERO;
    clock.measure().await().atMost(SOON);
    clock.measure().await().atMost(SOON);
    assertEquals(2, log.lines().size(), () -> log.lines().toString());

    ahead = Duration.ofSeconds(60);
    clock.measure().await().atMost(SOON);
    assertEquals(3, log.lines().size(), () -> log.lines().toString());
  }

  @Test
  void offsetBelowTheLimit_isNotLogged() {
    ahead = Duration.ofSeconds(3);

    clock.measure().await().atMost(SOON);

    assertEquals(0, log.lines().size(), () -> log.lines().toString());
  }

  private double seconds() {
    return registry.get("purereducer.clock.offset").timeGauge().value(TimeUnit.SECONDS);
  }

  private Duration gauge() {
    return Duration.ofMillis(Math.round(seconds() * 1000));
  }

  private static void assertNear(Duration expected, Duration actual) {
    assertTrue(
        actual.minus(expected).abs().compareTo(MAX_ERROR) < 0,
        () -> "expected " + expected + ", was " + actual);
  }
}
