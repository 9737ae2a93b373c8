package dev.purereducer.action;

import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemType;
import dev.purereducer.runtime.KafkaConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writer of dead letters that can wait first if another instance has the reducer of the record: this one
 * is being replaced, and the record is then read again by one that can process it.
 */
@ApplicationScoped
class UpgradeWait {
  private final DeadLetterProducer deadLetters;
  private final Duration maxWait;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();

  UpgradeWait(DeadLetterProducer deadLetters, KafkaConfig config) {
    this.deadLetters = deadLetters;
    this.maxWait = config.versionWait();
  }

  /** Completes once the dead letter is stored. */
  Uni<Void> writeDeadLetter(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record, Problem reason) {
    return deadLetters.write(record, reason);
  }

  /**
   * As {@link #writeDeadLetter}, after the wait if another instance has the reducer; fails if the
   * service stops during the wait.
   */
  Uni<Void> writeDeadLetterAfterWait(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record, Problem reason) {
    return reason.type() == ProblemType.REDUCER_VERSION_UNAVAILABLE
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
