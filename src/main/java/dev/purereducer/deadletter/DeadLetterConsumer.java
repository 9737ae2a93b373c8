package dev.purereducer.deadletter;

import dev.purereducer.action.IngestRole;
import dev.purereducer.database.SqlErrors;
import dev.purereducer.deadletter.DeadLetterWriter.StoredDeadLetter;
import dev.purereducer.runtime.Backoff;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Consumer of the dead-letter topic, in instances with the role {@code ingest}: stores its records
 * in the table.
 *
 * <p>A batch is acknowledged once it is stored, however long that takes. While the table is full,
 * records wait on the topic.
 */
@ApplicationScoped
public class DeadLetterConsumer {
  static final String CHANNEL = "dead-letters";

  private static final String LOOP = "dead-letters";

  /** Problem type of actions whose dead letter the commit path has already stored. */
  private static final String GAVE_UP = "gave-up";

  /** Signal that the maximum number of dead letters is open. */
  private static final class TableFullException extends RuntimeException {
    TableFullException() {
      super("the dead-letter table is full; records wait on the topic", null, false, false);
    }
  }

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(DeadLetterConsumer.class);

  private final DeadLetterDecoder decoder;
  private final DeadLetterWriter writer;
  private final IngestRole role;
  private final Loop heartbeat;
  private volatile CompletableFuture<Void> inserted = CompletableFuture.completedFuture(null);

  DeadLetterConsumer(
      DeadLetterDecoder decoder,
      DeadLetterWriter writer,
      IngestRole role,
      Vertx vertx,
      Heartbeats heartbeats) {
    this.decoder = decoder;
    this.writer = writer;
    this.role = role;
    var interval = new Loop.PollInterval(HEARTBEAT_INTERVAL, HEARTBEAT_INTERVAL);
    this.heartbeat = new Loop(LOOP, vertx, heartbeats, interval, this::awaitInserted);
  }

  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event,
      ChannelRegistry channels) {
    if (role.isOn()) {
      channels.getPausable(CHANNEL).resume();
      heartbeat.start();
    }
  }

  void stop(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event,
      ChannelRegistry channels) {
    if (role.isOn()) {
      channels.getPausable(CHANNEL).pause();
      heartbeat.stop();
    }
  }

  /** Stores one batch; the channel delivers the next one after that. */
  @Incoming(CHANNEL)
  @Acknowledgment(Acknowledgment.Strategy.POST_PROCESSING)
  public Uni<Void> consume(KafkaRecordBatch<byte[], byte[]> batch) {
    var deadLetters = decode(batch);
    if (deadLetters.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return Uni.createFrom()
        .deferred(() -> insertIfCapacity(deadLetters))
        .onFailure()
        .retry()
        .when(BACKOFF.forever((attempt, wait, failure) -> LOG.warnf(
            "loop=%s attempt=%d batch not stored, next attempt in %d ms: %s",
            LOOP, attempt, wait.toMillis(), failure)))
        .onTermination()
        .invoke(() -> inserted.complete(null));
  }

  /** A full table is not a failure of this loop, so the heartbeat continues during that wait. */
  private Uni<Void> insertIfCapacity(List<StoredDeadLetter> deadLetters) {
    if (inserted.isDone()) {
      inserted = new CompletableFuture<>();
    }
    return writer.hasCapacity().chain(capacity -> {
      if (capacity) {
        return insert(deadLetters);
      }
      inserted.complete(null);
      return Uni.createFrom().failure(new TableFullException());
    });
  }

  private List<StoredDeadLetter> decode(KafkaRecordBatch<byte[], byte[]> batch) {
    List<StoredDeadLetter> deadLetters = new ArrayList<>();
    ConsumerRecords<byte[], byte[]> records = batch
        .getMetadata(IncomingKafkaRecordBatchMetadata.class)
        .orElseThrow()
        .<byte[], byte[]>getRecords();
    for (var record : records) {
      var deadLetter = decoder.decode(record);
      if (!deadLetter.kind().equals(GAVE_UP)) {
        deadLetters.add(deadLetter);
      }
    }
    return deadLetters;
  }

  /**
   * Inserts the batch in one statement, or halves it until the row that the database rejects is
   * alone.
   */
  private Uni<Void> insert(List<StoredDeadLetter> deadLetters) {
    return writer.insert(deadLetters).onFailure(SqlErrors::isDataError).recoverWithUni(refusal -> {
      if (deadLetters.size() > 1) {
        int middle = deadLetters.size() / 2;
        return insert(deadLetters.subList(0, middle))
            .chain(() -> insert(deadLetters.subList(middle, deadLetters.size())));
      }
      var source = deadLetters.getFirst().source();
      LOG.errorf(
          "loop=%s topic=%s partition=%d offset=%d dead letter rejected by the database: %s",
          LOOP, source.topic(), source.partition(), source.offset(), refusal);
      return Uni.createFrom().voidItem();
    });
  }

  /** Step of the heartbeat loop: completes once the current batch is stored. */
  private Uni<Boolean> awaitInserted() {
    return Uni.createFrom().completionStage(inserted.copy()).replaceWith(false);
  }
}
