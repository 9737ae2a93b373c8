package dev.purereducer.projection;

import dev.purereducer.event.RecordPosition;
import dev.purereducer.projection.Materializer.ProjectionBatch;
import dev.purereducer.projection.Materializer.ProjectionBatch.Watermark;
import dev.purereducer.projection.Projector.ConsumedEvent;
import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Loop;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.runtime.RoleConfig.Role;
import dev.purereducer.trace.ActiveSpan;
import dev.purereducer.trace.Traceparent;
import dev.purereducer.trace.Tracing;
import dev.purereducer.trace.Tracing.SpanName;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Kafka consumer of the topic {@code state-committed}: passes each batch to the materializer and
 * acknowledges it when its read models are written. Only an instance with the role {@code project}
 * subscribes, because every subscriber is assigned partitions.
 */
@ApplicationScoped
public class StateCommittedConsumer {
  /** The name of its heartbeat. */
  public static final String LOOP = "materializer";

  private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(StateCommittedConsumer.class);

  private final Multi<Message<List<byte[]>>> batches;
  private final Materializer materializer;
  private final ProjectionConfig config;
  private final Tracing tracing;
  private final Loop heartbeat;

  private volatile CompletableFuture<Void> currentBatch = CompletableFuture.completedFuture(null);
  private volatile boolean stopping;
  private @Nullable Cancellable subscription;

  StateCommittedConsumer(
      @Channel("materializer") Multi<Message<List<byte[]>>> batches,
      Materializer materializer,
      Heartbeats heartbeats,
      Vertx vertx,
      ProjectionConfig config,
      Tracing tracing) {
    this.batches = batches;
    this.materializer = materializer;
    this.config = config;
    this.tracing = tracing;
    var interval = new Loop.PollInterval(HEARTBEAT_INTERVAL, HEARTBEAT_INTERVAL);
    this.heartbeat = new Loop(LOOP, vertx, heartbeats, interval, this::awaitBatch);
  }

  void onStart(@Observes StartupEvent event, RoleConfig roles) {
    if (!roles.runs(Role.PROJECT)) {
      return;
    }
    subscription = batches
        .onItem()
        .transformToUniAndConcatenate(this::process)
        .subscribe()
        .with(_ -> {}, this::channelFailed);
    heartbeat.start();
  }

  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    heartbeat.stop();
    // while paused, the current batch has not been started
    var timeout = materializer.paused() ? Duration.ZERO : config.stopTimeout();
    try {
      currentBatch.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warnf("loop=%s stopped during a batch, which will be redelivered", LOOP);
    } catch (ExecutionException e) {
      LOG.warnf("loop=%s stopped after a failure: %s", LOOP, e.getCause());
    }
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private Uni<Boolean> process(Message<List<byte[]>> message) {
    if (stopping) {
      return Uni.createFrom().nothing();
    }
    var done = new CompletableFuture<Void>();
    currentBatch = done;
    var records = records(message);
    var span = tracing.isOn() ? startSpan(records) : ActiveSpan.NOOP;
    return span.endOnTermination(materializer.apply(batch(records)))
        .chain(() -> Uni.createFrom().completionStage(message.ack()))
        .replaceWith(true)
        .onFailure()
        .recoverWithItem(failure -> {
          LOG.warnf("loop=%s could not acknowledge a batch: %s", LOOP, failure);
          return false;
        })
        .onTermination()
        .invoke(() -> done.complete(null));
  }

  /**
   * Step of the heartbeat loop: completes once the current batch is projected. A paused materializer
   * is not a failure of this loop, so the heartbeat continues during that wait.
   */
  private Uni<Boolean> awaitBatch() {
    if (stopping) {
      return Uni.createFrom().nothing();
    }
    return materializer.busy()
        ? Uni.createFrom().completionStage(currentBatch.copy()).replaceWith(false)
        : Uni.createFrom().item(false);
  }

  private void channelFailed(Throwable failure) {
    // stops the heartbeat, so that this instance is no longer ready
    stopping = true;
    LOG.errorf("loop=%s channel failed: %s", LOOP, failure);
  }

  private ActiveSpan startSpan(ConsumerRecords<?, ?> records) {
    List<@Nullable String> traceparents = new ArrayList<>(records.count());
    records.forEach(
        record -> traceparents.add(Traceparent.parseOrNull(header(record, "traceparent"))));
    return tracing
        .startBatchSpan(SpanName.PROJECT, traceparents)
        .setAttribute("events", records.count());
  }

  private static ConsumerRecords<?, ?> records(Message<List<byte[]>> message) {
    return message
        .getMetadata(IncomingKafkaRecordBatchMetadata.class)
        .orElseThrow(() -> new IllegalStateException("the channel is not in batch mode"))
        .getRecords();
  }

  private static ProjectionBatch batch(ConsumerRecords<?, ?> records) {
    List<ConsumedEvent> events = new ArrayList<>(records.count());
    List<Watermark> watermarks = new ArrayList<>();
    for (var partition : records.partitions()) {
      ConsumerRecord<?, ?> last = null;
      for (var record : records.records(partition)) {
        events.add(consumedEvent(record));
        last = record;
      }
      if (last != null) {
        watermarks.add(
            new Watermark(last.topic(), last.partition(), last.offset() + 1, eventTime(last)));
      }
    }
    return new ProjectionBatch(events, watermarks);
  }

  private static ConsumedEvent consumedEvent(ConsumerRecord<?, ?> record) {
    var subject = header(record, "ce_subject");
    var key = subject != null ? subject : record.key() instanceof String text ? text : "";
    return new ConsumedEvent(
        new RecordPosition(record.topic(), record.partition(), record.offset()),
        key,
        number(header(record, "ce_version")),
        header(record, "ce_type"),
        record.value() instanceof byte[] data ? data : null);
  }

  private static Instant eventTime(ConsumerRecord<?, ?> record) {
    try {
      if (header(record, "ce_time") instanceof String time) {
        return Instant.parse(time);
      }
    } catch (DateTimeParseException e) {
      // fall back to the record's timestamp
    }
    return Instant.ofEpochMilli(record.timestamp());
  }

  private static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static @Nullable Long number(@Nullable String text) {
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
