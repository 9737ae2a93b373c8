package dev.purereducer.commit;

import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tries a turn again after it lost a race, at most the configured number of attempts in all.
 *
 * <p>SmallRye Fault Tolerance does the waiting and the counting. It is entered with the first
 * conflict only, which it is told of as its own first attempt: a turn that wins at once pays nothing.
 */
@ApplicationScoped
public class ConflictRetry {
  /** A race was lost: a signal between the lane and the guard, never seen outside. */
  static final class ConflictSignal extends RuntimeException {
    static final ConflictSignal SIGNAL = new ConflictSignal();

    private ConflictSignal() {
      super("lost a race", null, false, false);
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
        .retryOn(ConflictSignal.class)
        .withCustomBackoff()
        .strategy(() ->
            new JitteredBackoff(config.backoffBase(), config.backoffCap(), meters::backingOff))
        .done()
        .done()
        .build();
  }

  /**
   * Runs {@code attempt} after each wait, until it reports to its emitter that it ended. Fails with
   * {@link ConflictSignal} when the last attempt did.
   */
  Uni<Void> retryAfterConflict(Consumer<UniEmitter<? super Void>> attempt) {
    var first = new AtomicBoolean(true);
    return guard.get(() -> first.getAndSet(false)
        ? Uni.createFrom().failure(ConflictSignal.SIGNAL)
        : Uni.createFrom().emitter(attempt));
  }
}
