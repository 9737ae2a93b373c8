package dev.purereducer.action;

import dev.purereducer.problem.Problem;
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

  /** Completes once the broker has the dead letter; tries until then. */
  Uni<Void> write(ConsumerRecord<byte @Nullable [], byte @Nullable []> record, Problem reason) {
    return send(record, record.value(), reason)
        .onFailure(RecordTooLargeException.class)
        .recoverWithUni(() -> send(record, null, reason))
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

  /**
   * Without a value when its headers make it larger than the topic takes: then it is to be read
   * where it came from, as long as it is there.
   */
  private Uni<Void> send(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record,
      byte @Nullable [] value,
      Problem reason) {
    var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder()
        .withKey(record.key())
        .withHeaders(headers(record, value, reason))
        .build();
    return channel.sendMessage(Message.of(value).addMetadata(metadata));
  }

  private static Headers headers(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record,
      byte @Nullable [] value,
      Problem reason) {
    var headers = new RecordHeaders(record.headers().toArray());
    add(headers, "pr_reason", reason.code());
    add(headers, "pr_detail", reason.detail());
    add(headers, "pr_source_topic", record.topic());
    add(headers, "pr_source_partition", Integer.toString(record.partition()));
    add(headers, "pr_source_offset", Long.toString(record.offset()));
    if (value == null && record.value() != null) {
      add(headers, "pr_value_omitted", "too-large");
    }
    return headers;
  }

  private static void add(Headers to, String name, String value) {
    to.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private void count(Problem reason) {
    Counter.builder("purereducer.action.dead.letters")
        .description("records set aside, by kind of reason")
        .tag("reason", reason.type().suffix())
        .register(registry)
        .increment();
  }
}
