package dev.purereducer.commit;

import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Retries of a turn after version conflicts, with SmallRye Fault Tolerance: {@link CommitConfig
 * #maxAttempts()} attempts in all, and {@link JitteredBackoff} between them.
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
        .strategy(
            () -> new JitteredBackoff(config.backoffBase(), config.backoffCap(), meters::backoff))
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
