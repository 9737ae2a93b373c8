package dev.purereducer.projection;

import dev.purereducer.runtime.Heartbeats;
import dev.purereducer.runtime.Role;
import dev.purereducer.runtime.RoleConfig;
import dev.purereducer.trace.ActiveSpan;
import dev.purereducer.trace.SpanName;
import dev.purereducer.trace.Traceparent;
import dev.purereducer.trace.Tracing;
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
 * Feeds the materializer from the {@code state-committed} topic and acknowledges what it has
 * written. The channel is subscribed to only where this instance materializes, so that other
 * instances take no partition away.
 */
@ApplicationScoped
public class StateCommittedConsumer {
  /** The name of this loop among the heartbeats. */
  public static final String LOOP = "materializer";

  private static final long NO_TIMER = -1;
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Logger LOG = Logger.getLogger(StateCommittedConsumer.class);

  private final Multi<Message<List<byte[]>>> batches;
  private final Materializer materializer;
  private final Heartbeats heartbeats;
  private final Vertx vertx;
  private final ProjectionConfig config;
  private final Tracing tracing;

  private volatile CompletableFuture<Void> underWay = CompletableFuture.completedFuture(null);
  private volatile boolean stopping;
  private @Nullable Cancellable subscription;
  private long beats = NO_TIMER;

  StateCommittedConsumer(
      @Channel("materializer") Multi<Message<List<byte[]>>> batches,
      Materializer materializer,
      Heartbeats heartbeats,
      Vertx vertx,
      ProjectionConfig config,
      Tracing tracing) {
    this.batches = batches;
    this.materializer = materializer;
    this.heartbeats = heartbeats;
    this.vertx = vertx;
    this.config = config;
    this.tracing = tracing;
  }

  void onStart(@Observes StartupEvent event, RoleConfig roles) {
    if (!roles.runs(Role.PROJECT)) {
      return;
    }
    subscription = batches
        .onItem()
        .transformToUniAndConcatenate(this::take)
        .subscribe()
        .with(_ -> heartbeats.record(LOOP), this::broken);
    heartbeats.record(LOOP);
    beats = vertx.setPeriodic(BEAT.toMillis(), _ -> beatWhileIdle());
  }

  void onStop(@Observes ShutdownEvent event) throws InterruptedException {
    stopping = true;
    vertx.cancelTimer(beats);
    heartbeats.remove(LOOP);
    // while paused, the batch in hand has not begun
    var patience = materializer.paused() ? Duration.ZERO : config.stopTimeout();
    try {
      underWay.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warnf("loop=%s stopped with a batch under way, which will be delivered again", LOOP);
    } catch (ExecutionException e) {
      LOG.warnf("loop=%s stopped after %s", LOOP, e.getCause());
    }
    if (subscription != null) {
      subscription.cancel();
    }
  }

  private Uni<Boolean> take(Message<List<byte[]>> message) {
    if (stopping) {
      return Uni.createFrom().nothing();
    }
    var done = new CompletableFuture<Void>();
    underWay = done;
    var records = records(message);
    var trail = tracing.isOn() ? follow(records) : ActiveSpan.NOOP;
    return trail
        .endOnTermination(materializer.apply(batch(records)))
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

  private void beatWhileIdle() {
    if (!materializer.busy() && !stopping) {
      heartbeats.record(LOOP);
    }
  }

  private void broken(Throwable failure) {
    // the heart stops too, so that health asks for a restart
    stopping = true;
    LOG.errorf("loop=%s the channel ended: %s", LOOP, failure);
  }

  private ActiveSpan follow(ConsumerRecords<?, ?> records) {
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
    List<ConsumedEvent> arrivals = new ArrayList<>(records.count());
    List<Watermark> watermarks = new ArrayList<>();
    for (var partition : records.partitions()) {
      ConsumerRecord<?, ?> last = null;
      for (var record : records.records(partition)) {
        arrivals.add(arrival(record));
        last = record;
      }
      if (last != null) {
        watermarks.add(
            new Watermark(last.topic(), last.partition(), last.offset() + 1, eventTime(last)));
      }
    }
    return new ProjectionBatch(arrivals, watermarks);
  }

  private static ConsumedEvent arrival(ConsumerRecord<?, ?> record) {
    var subject = header(record, "ce_subject");
    var key = subject != null ? subject : record.key() instanceof String text ? text : "";
    return new ConsumedEvent(
        new ConsumedEvent.RecordPosition(record.topic(), record.partition(), record.offset()),
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
      // the publisher's clock is the next best
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
