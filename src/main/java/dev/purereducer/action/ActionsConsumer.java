package dev.purereducer.action;

import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionMeters.ActionResult;
import dev.purereducer.action.ActionMeters.Ingress;
import dev.purereducer.action.ActionReply.ActionRef;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.commit.Outcome;
import dev.purereducer.http.Problem;
import dev.purereducer.runtime.InFlightWindow;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Consumer of the topic {@code actions}. Actions are submitted in the order of their partition,
 * without waiting for each other. A batch is acknowledged when each of its records has an outcome or
 * is a dead letter.
 *
 * <p>It consumes batches, because an acknowledgment per record would cost a switch to the consumer's
 * event loop for each. A later batch is not acknowledged before an earlier one.
 *
 * <p>The channel is configured as initially paused, so that without the role {@code ingest} the
 * consumer neither connects nor joins its group.
 */
@ApplicationScoped
public class ActionsConsumer {
  static final String CHANNEL = "actions";

  private static final Logger LOG = Logger.getLogger(ActionsConsumer.class);

  private final RecordDecoder decoder;
  private final TracingLanes lanes;
  private final UpgradeWait upgradeWait;
  private final ActionMeters meters;
  private final IngestRole role;
  private final ActionConfig config;
  private final InFlightWindow inFlight;
  private volatile boolean stopping;

  public ActionsConsumer(
      RecordDecoder decoder,
      TracingLanes lanes,
      UpgradeWait upgradeWait,
      ActionMeters meters,
      IngestRole role,
      ActionConfig config) {
    this.decoder = decoder;
    this.lanes = lanes;
    this.upgradeWait = upgradeWait;
    this.meters = meters;
    this.role = role;
    this.config = config;
    this.inFlight = new InFlightWindow(
        config.kafkaMaxInFlight(), config.kafkaMaxInFlightBytes().asLongValue());
  }

  void start(
      @Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event,
      ChannelRegistry channels) {
    if (role.isOn()) {
      meters.registerKafkaWindow(inFlight);
      channels.getPausable(CHANNEL).resume();
    }
  }

  /** Pauses the channel at the beginning of a shutdown, and waits for the actions in flight. */
  void stop(
      @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event,
      ChannelRegistry channels) {
    if (!role.isOn()) {
      return;
    }
    channels.getPausable(CHANNEL).pause();
    try {
      drain().await().atMost(config.drainTimeout());
    } catch (TimeoutException e) {
      LOG.warn("drain timeout: actions from Kafka are still in flight; they are redelivered");
    }
  }

  /** Completes when all records are submitted. While the window is full, the partitions are paused. */
  @Incoming(CHANNEL)
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public Uni<Void> consume(KafkaRecordBatch<byte[], byte[]> batch) {
    var records = batch
        .getMetadata(IncomingKafkaRecordBatchMetadata.class)
        .orElseThrow()
        .<byte[], byte[]>getRecords();
    var pending = new PendingBatch(batch, new AtomicInteger(records.count()));
    return submitAll(records.iterator(), pending, MutinyHelper.executor(Vertx.currentContext()));
  }

  /** Submits no further records; completes when none is in flight. */
  private Uni<Void> drain() {
    stopping = true;
    upgradeWait.stop();
    return inFlight.awaitIdle();
  }

  int inFlight() {
    return inFlight.count();
  }

  private record PendingBatch(KafkaRecordBatch<?, ?> records, AtomicInteger openRecords) {
    void completeOne() {
      if (openRecords.decrementAndGet() == 0) {
        records.ack();
      }
    }
  }

  /** Runs on the consumer's event loop only: a lane keeps the order of one thread. */
  private Uni<Void> submitAll(
      Iterator<ConsumerRecord<byte[], byte[]>> records, PendingBatch batch, Executor eventLoop) {
    while (records.hasNext() && !stopping) {
      if (!inFlight.hasCapacity()) {
        return inFlight
            .awaitCapacity()
            .emitOn(eventLoop)
            .chain(() -> submitAll(records, batch, eventLoop));
      }
      submit(records.next(), batch);
    }
    return Uni.createFrom().voidItem();
  }

  private void submit(ConsumerRecord<byte[], byte[]> record, PendingBatch batch) {
    int bytes = Math.max(0, record.serializedValueSize());
    inFlight.acquire(bytes);
    process(record)
        .subscribe()
        .with(
            _ -> {
              batch.completeOne();
              inFlight.release(bytes);
            },
            failure -> {
              LOG.warnf(
                  "record not processed before shutdown topic=%s partition=%d offset=%d: %s",
                  record.topic(), record.partition(), record.offset(), failure);
              inFlight.release(bytes);
            });
  }

  private Uni<Void> process(ConsumerRecord<byte[], byte[]> record) {
    return switch (decoder.decode(record)) {
      case DecodedAction.Invalid invalid -> {
        meters.recordRefusal(Ingress.KAFKA, invalid.problem().type());
        yield upgradeWait.writeDeadLetterAfterWait(record, invalid.problem());
      }
      case DecodedAction.Valid(var command) -> commit(record, command);
    };
  }

  private Uni<Void> commit(ConsumerRecord<byte[], byte[]> record, ActionCommand command) {
    long startNanos = System.nanoTime();
    var action = ActionRef.of(command);
    return lanes
        .submitWithoutDeadline(Ingress.KAFKA, command)
        .onItemOrFailure()
        .transformToUni((outcome, failure) -> {
          meters.recordResult(Ingress.KAFKA, ActionResult.of(outcome, failure), startNanos);
          if (outcome != null) {
            var reason = deadLetterReason(action, outcome);
            return reason == null
                ? Uni.createFrom().voidItem()
                : upgradeWait.writeDeadLetter(record, reason);
          }
          return stopping
              ? Uni.createFrom().failure(failure)
              : upgradeWait.writeDeadLetter(
                  record, ActionReply.of(action, failure).problem());
        });
  }

  /**
   * The reason for a dead letter, or null: a sender over Kafka gets no reply. The repeat of a refused
   * action is written again, because its first dead letter may have been lost in a crash.
   */
  private static @Nullable Problem deadLetterReason(ActionRef action, Outcome outcome) {
    return switch (ActionReply.of(action, outcome)) {
      case ActionReply.CommittedReply _ -> null;
      case ActionReply.ProblemReply reply -> reply.problem();
    };
  }
}
