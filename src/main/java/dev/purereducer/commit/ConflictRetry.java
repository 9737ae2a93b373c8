package dev.purereducer.commit;

import dev.purereducer.runtime.Backoff;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Retries of a turn after version conflicts, with SmallRye Fault Tolerance: {@link CommitConfig
 * #maxAttempts()} attempts in all, and {@link ConflictBackoff} between them.
 *
 * <p>An attempt is not a statement of its own: it joins the next group commit of its lane, so its
 * {@code Uni} ends when the lane has applied the result of that statement.
 *
 * <p>The first attempt is made before the guard is entered, so that a turn without a conflict, which
 * is the usual one, does not pay for it. Its conflict is replayed inside the guard, which then counts
 * attempts, waits and records its metrics as documented.
 */
@ApplicationScoped
public class ConflictRetry {
  /** A version conflict as the guard's retry condition; callers never see it. */
  static final class VersionConflictException extends RuntimeException {
    static final VersionConflictException INSTANCE = new VersionConflictException();

    private VersionConflictException() {
      super("version conflict", null, false, false);
    }
  }

  /**
   * The waits of one turn: none before the first retry, then {@code random(base, min(cap, base *
   * 2^(n-1)))} before retry n. A first conflict usually means a stale cache, and the database has
   * just returned the current state. Later conflicts mean concurrent writers, and jitter keeps them
   * from meeting again.
   */
  static final class ConflictBackoff implements CustomBackoffStrategy {
    private final Backoff backoff;
    private final Consumer<Duration> onWait;
    private int retries;

    ConflictBackoff(Backoff backoff, Consumer<Duration> onWait) {
      this.backoff = backoff;
      this.onWait = onWait;
    }

    @Override
    public long nextDelayInMillis(Throwable failure) {
      int doublings = retries++;
      if (doublings == 0) {
        return 0;
      }
      var wait = backoff.random(doublings);
      onWait.accept(wait);
      return wait.toMillis();
    }
  }

  private final TypedGuard<Uni<Void>> guard;

  public ConflictRetry(CommitConfig config, CommitMeters meters) {
    guard = TypedGuard.create(new TypeLiteral<Uni<Void>>() {})
        .withDescription("conflict")
        .withRetry()
        .maxRetries(config.maxAttempts() - 1)
        .maxDuration(0, ChronoUnit.MILLIS)
        .delay(0, ChronoUnit.MILLIS)
        .jitter(0, ChronoUnit.MILLIS)
        .retryOn(VersionConflictException.class)
        .withCustomBackoff()
        .strategy(() -> new ConflictBackoff(
            new Backoff(config.backoffBase(), config.backoffCap()), meters::backoff))
        .done()
        .done()
        .build();
  }

  /**
   * Repeats {@code attempt}, after a first one that has ended in a conflict, until one ends without
   * a conflict. Fails with {@link VersionConflictException} after the last.
   */
  Uni<Void> retryAfterConflict(Supplier<Uni<Void>> attempt) {
    var firstReplayed = new AtomicBoolean();
    return guard.get(() -> firstReplayed.compareAndSet(false, true)
        ? Uni.createFrom().failure(VersionConflictException.INSTANCE)
        : attempt.get());
  }
}
