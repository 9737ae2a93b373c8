package dev.purereducer.action;

import dev.purereducer.commit.CommitConfig;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writer of dead letters that waits first if another instance has the reducer of the record: this one
 * is being replaced, and the record is then read again by one that can process it.
 */
@ApplicationScoped
class UpgradeWait {
  private final DeadLetterProducer deadLetters;
  private final Duration maxWait;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  UpgradeWait(DeadLetterProducer deadLetters, CommitConfig config) {
    this.deadLetters = deadLetters;
    this.maxWait = config.upgradeWait();
  }

  /** Completes once the dead letter is stored; fails if the service stops during the wait. */
  Uni<Void> writeDeadLetter(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record, Problem reason) {
    return reason.type() == ProblemType.UNAVAILABLE
        ? Uni.createFrom()
            .completionStage(stopped.copy())
            .ifNoItem()
            .after(maxWait)
            .recoverWithUni(Uni.createFrom().voidItem())
            .chain(() -> deadLetters.write(record, reason))
        : deadLetters.write(record, reason);
  }

  /** Ends the waits: their records are not acknowledged. */
  void stop() {
    stopped.completeExceptionally(new IllegalStateException("the service is stopping"));
  }
}
