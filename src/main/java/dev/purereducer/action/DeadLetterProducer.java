package dev.purereducer.action;

import dev.purereducer.database.DatabaseClock;
import dev.purereducer.http.Problem;
import dev.purereducer.runtime.LogThrottle;
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
 * Producer of dead letters: writes records that cannot be processed to {@code actions-dlq}, with
 * their key, value and headers, and the reason and origin in {@link DeadLetterHeaders}.
 */
@ApplicationScoped
public class DeadLetterProducer {
  /**
   * Headers of records on {@code actions-dlq}, named as in SmallRye's dead-letter queues. Headers
   * without {@link #PREFIX} are those of the original record.
   */
  public static final class DeadLetterHeaders {
    public static final String PREFIX = "dead-letter-";

    /** The most specific code: of the reducer's rejection if there is one, otherwise the problem's. */
    public static final String REASON = PREFIX + "reason";

    /** The code of the problem type. */
    public static final String TYPE = PREFIX + "type";

    /** The detail of the problem. */
    public static final String CAUSE = PREFIX + "cause";

    public static final String TOPIC = PREFIX + "topic";
    public static final String PARTITION = PREFIX + "partition";
    public static final String OFFSET = PREFIX + "offset";

    /** The timestamp of the original record, in milliseconds. */
    public static final String TIMESTAMP = PREFIX + "timestamp";

    static final String VALUE_OMITTED = PREFIX + "value-omitted";
    static final String HEADERS_OMITTED = PREFIX + "headers-omitted";

    private DeadLetterHeaders() {}
  }

  private static final Logger LOG = Logger.getLogger(DeadLetterProducer.class);
  private static final LogThrottle LOG_THROTTLE = new LogThrottle();
  private static final Duration MIN_BACKOFF = Duration.ofMillis(100);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

  private final MutinyEmitter<byte[]> channel;
  private final MeterRegistry registry;
  private final DatabaseClock clock;

  public DeadLetterProducer(
      @Channel("actions-dlq") MutinyEmitter<byte[]> channel,
      MeterRegistry registry,
      DatabaseClock clock) {
    this.clock = clock;
    this.channel = channel;
    this.registry = registry;
  }

  /** The part of the record that is kept: less if it would exceed the topic's size limit. */
  private enum Extent {
    WHOLE,
    NO_VALUE,
    REASON_ONLY
  }

  /** Completes once the broker has stored the dead letter; retries without limit. */
  Uni<Void> write(ConsumerRecord<byte @Nullable [], byte @Nullable []> record, Problem reason) {
    return send(record, Extent.WHOLE, reason)
        .onFailure(RecordTooLargeException.class)
        .recoverWithUni(() -> send(record, Extent.NO_VALUE, reason))
        .onFailure(RecordTooLargeException.class)
        .recoverWithUni(() -> send(record, Extent.REASON_ONLY, reason))
        .onFailure()
        .invoke(failure -> logRetry(record, failure))
        .onFailure()
        .retry()
        .withBackOff(MIN_BACKOFF, MAX_BACKOFF)
        .indefinitely()
        .invoke(() -> count(reason));
  }

  private Uni<Void> send(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record, Extent extent, Problem reason) {
    var metadata = OutgoingKafkaRecordMetadata.<byte[]>builder()
        .withTimestamp(clock.now())
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
    add(headers, DeadLetterHeaders.REASON, reason.code());
    add(headers, DeadLetterHeaders.TYPE, reason.type().code());
    add(headers, DeadLetterHeaders.CAUSE, reason.detail());
    add(headers, DeadLetterHeaders.TOPIC, record.topic());
    add(headers, DeadLetterHeaders.PARTITION, Integer.toString(record.partition()));
    add(headers, DeadLetterHeaders.OFFSET, Long.toString(record.offset()));
    add(headers, DeadLetterHeaders.TIMESTAMP, Long.toString(record.timestamp()));
    if (extent != Extent.WHOLE && record.value() != null) {
      add(headers, DeadLetterHeaders.VALUE_OMITTED, "too-large");
    }
    if (extent == Extent.REASON_ONLY) {
      add(headers, DeadLetterHeaders.HEADERS_OMITTED, "too-large");
    }
    return headers;
  }

  private static void add(Headers to, String name, String value) {
    to.add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  /** At most a line a second: while the broker is unavailable, thousands of records may wait. */
  private static void logRetry(ConsumerRecord<?, ?> record, Throwable failure) {
    if (LOG_THROTTLE.tryAcquire()) {
      LOG.warnf(
          "dead letter not written, retrying topic=%s partition=%d offset=%d: %s",
          record.topic(), record.partition(), record.offset(), failure);
    }
  }

  private void count(Problem reason) {
    Counter.builder("purereducer.action.dead.letters")
        .description("dead letters, by problem type")
        .tag("reason", reason.type().code())
        .register(registry)
        .increment();
  }
}
