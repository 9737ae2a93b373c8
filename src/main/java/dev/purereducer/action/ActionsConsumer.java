package dev.purereducer.action;

import dev.purereducer.action.ActionMeters.ActionResult;
import dev.purereducer.action.ActionMeters.Ingress;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.Outcome;
import dev.purereducer.http.Problem;
import dev.purereducer.runtime.InFlightWindow;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Actions from Kafka: handed to the lanes in the order of their partition, without waiting for each
 * other; a batch is acknowledged when every record of it has its outcome or is set aside.
 *
 * <p>Batches, because a record's own acknowledgment would cost a hop to the consumer's event loop
 * each. Offsets are committed in order all the same: a later batch waits for the earlier.
 */
@ApplicationScoped
public class ActionsConsumer {
  static final String CHANNEL = "actions";

  private static final Logger LOG = Logger.getLogger(ActionsConsumer.class);

  private final RecordDecoder decoder;
  private final TracingLanes lanes;
  private final DeadLetterProducer deadLetters;
  private final ActionMeters meters;
  private final InFlightWindow inFlight;
  private volatile boolean stopping;

  public ActionsConsumer(
      RecordDecoder decoder,
      TracingLanes lanes,
      DeadLetterProducer deadLetters,
      ActionMeters meters,
      ActionConfig config) {
    this.decoder = decoder;
    this.lanes = lanes;
    this.deadLetters = deadLetters;
    this.meters = meters;
    this.inFlight = new InFlightWindow(
        config.kafkaMaxInFlight(), config.kafkaMaxInFlightBytes().asLongValue());
    meters.registerKafkaWindow(inFlight);
  }

  /** Completes when all records are handed on. Until there is room, it does not: partitions pause. */
  @Incoming(CHANNEL)
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public Uni<Void> consume(KafkaRecordBatch<byte[], byte[]> batch) {
    var records = batch
        .getMetadata(IncomingKafkaRecordBatchMetadata.class)
        .orElseThrow()
        .<byte[], byte[]>getRecords();
    var ours = new RecordBatch(batch, new AtomicInteger(records.count()));
    return handOn(records.iterator(), ours, MutinyHelper.executor(Vertx.currentContext()));
  }

  /** Takes no more; completes when everything taken is settled. */
  Uni<Void> stop() {
    stopping = true;
    return inFlight.awaitIdle();
  }

  /** How many actions are taken and not settled. */
  int inFlight() {
    return inFlight.count();
  }

  private record RecordBatch(KafkaRecordBatch<?, ?> records, AtomicInteger unsettled) {
    void settledOne() {
      if (unsettled.decrementAndGet() == 0) {
        records.ack();
      }
    }
  }

  /** Always on the consumer's own event loop: what one thread hands on, a lane keeps in order. */
  private Uni<Void> handOn(
      Iterator<ConsumerRecord<byte[], byte[]>> records, RecordBatch batch, Executor eventLoop) {
    while (records.hasNext() && !stopping) {
      if (!inFlight.hasCapacity()) {
        return inFlight
            .awaitCapacity()
            .emitOn(eventLoop)
            .chain(() -> handOn(records, batch, eventLoop));
      }
      handOn(records.next(), batch);
    }
    return Uni.createFrom().voidItem();
  }

  private void handOn(ConsumerRecord<byte[], byte[]> record, RecordBatch batch) {
    int bytes = Math.max(0, record.serializedValueSize());
    inFlight.acquire(bytes);
    process(record)
        .subscribe()
        .with(
            _ -> {
              batch.settledOne();
              inFlight.release(bytes);
            },
            failure -> {
              LOG.warnf(
                  "left for the next start topic=%s partition=%d offset=%d: %s",
                  record.topic(), record.partition(), record.offset(), failure);
              inFlight.release(bytes);
            });
  }

  private Uni<Void> process(ConsumerRecord<byte[], byte[]> record) {
    return switch (decoder.decode(record)) {
      case DecodedAction.Invalid(var problem) -> {
        meters.refused(Ingress.KAFKA, problem.type());
        yield deadLetters.write(record, problem);
      }
      case DecodedAction.Valid(var submission) -> commit(record, submission);
    };
  }

  private Uni<Void> commit(ConsumerRecord<byte[], byte[]> record, ActionCommand submission) {
    long startNanos = System.nanoTime();
    var sent = ActionRef.of(submission);
    return lanes
        .submitWithoutDeadline(Ingress.KAFKA, submission)
        .onItemOrFailure()
        .transformToUni((outcome, failure) -> {
          meters.settled(Ingress.KAFKA, ActionResult.of(outcome, failure), startNanos);
          if (outcome != null) {
            var refusal = refusal(sent, outcome);
            return refusal == null
                ? Uni.createFrom().voidItem()
                : deadLetters.write(record, refusal);
          }
          return stopping
              ? Uni.createFrom().failure(failure)
              : deadLetters.write(record, ActionReplies.of(sent, failure).problem());
        });
  }

  /**
   * Why somebody is to look at an action, or null: a sender over Kafka hears of no outcome. A
   * duplicate is not looked at twice.
   */
  private static @Nullable Problem refusal(ActionRef sent, Outcome outcome) {
    return switch (ActionReplies.of(sent, outcome)) {
      case ActionReply.CommittedReply _ -> null;
      case ActionReply.ProblemReply refused -> refused.replayed() ? null : refused.problem();
    };
  }
}
