package dev.purereducer.action;

import dev.purereducer.http.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sets records aside that can not be processed: key, bytes and headers as they came, and in headers
 * why and where from.
 */
@ApplicationScoped
public class DeadLetterProducer {
  private static final Logger LOG = Logger.getLogger(DeadLetterProducer.class);
  private static final Duration MIN_BACKOFF = Duration.ofMillis(100);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

  private final MutinyEmitter<byte[]> channel;
  private final MeterRegistry registry;

  public DeadLetterProducer(
      @Channel("actions-dlq") MutinyEmitter<byte[]> channel, MeterRegistry registry) {
    this.channel = channel;
    this.registry = registry;
  }

  /** How much of the record goes with the reason: less when it would not fit the topic. */
  private enum Extent {
    WHOLE,
    NO_VALUE,
    REASON_ONLY
  }

  /** Completes once the broker has the dead letter; tries until then. */
  Uni<Void> write(ConsumerRecord<byte @Nullable [], byte @Nullable []> record, Problem reason) {
    return send(record, Extent.WHOLE, reason)
        .onFailure(RecordTooLargeException.class)
        .recoverWithUni(() -> send(record, Extent.NO_VALUE, reason))
        .onFailure(RecordTooLargeException.class)
        .recoverWithUni(() -> send(record, Extent.REASON_ONLY, reason))
        .onFailure()
        .invoke(failure -> LOG.warnf(
            "dead letter not written, trying again topic=%s partition=%d offset=%d: %s",
            record.topic(), record.partition(), record.offset(), failure))
        .onFailure()
        .retry()
        .withBackOff(MIN_BACKOFF, MAX_BACKOFF)
        .indefinitely()
        .invoke(() -> count(reason));
  }

  /** What is left out is to be read where it came from, as long as it is there. */
  private Uni<Void> send(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record, Extent extent, Problem reason) {
    var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder()
        .withKey(extent == Extent.REASON_ONLY ? null : record.key())
        .withHeaders(headers(record, extent, reason))
        .build();
    byte @Nullable [] value = extent == Extent.WHOLE ? record.value() : null;
    return channel.sendMessage(Message.of(value).addMetadata(metadata));
  }

  private static Headers headers(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record, Extent extent, Problem reason) {
    var headers = extent == Extent.REASON_ONLY
        ? new RecordHeaders()
        : new RecordHeaders(record.headers().toArray());
    add(headers, "pr_reason", reason.code());
    add(headers, "pr_kind", reason.type().code());
    add(headers, "pr_detail", reason.detail());
    add(headers, "pr_source_topic", record.topic());
    add(headers, "pr_source_partition", Integer.toString(record.partition()));
    add(headers, "pr_source_offset", Long.toString(record.offset()));
    add(headers, "pr_source_timestamp", Long.toString(record.timestamp()));
    if (extent != Extent.WHOLE && record.value() != null) {
      add(headers, "pr_value_omitted", "too-large");
    }
    if (extent == Extent.REASON_ONLY) {
      add(headers, "pr_headers_omitted", "too-large");
    }
    return headers;
  }

  private static void add(Headers to, String name, String value) {
    to.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private void count(Problem reason) {
    Counter.builder("purereducer.action.dead.letters")
        .description("records set aside, by kind of reason")
        .tag("reason", reason.type().code())
        .register(registry)
        .increment();
  }
}
