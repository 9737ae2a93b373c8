package dev.purereducer.outbox;

import dev.purereducer.database.DatabaseClock;
import dev.purereducer.event.OutboxEvent;
import dev.purereducer.event.TopicsConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Encodes events as Kafka records: CloudEvents 1.0, Kafka binding, binary content mode. */
@Singleton
class CloudEventWriter {
  private static final byte[] SPEC_VERSION = utf8("1.0");
  private static final byte[] JSON = utf8("application/json");

  private final TopicsConfig topics;
  private final byte[] source;
  private final InstantSource clock;

  @Inject
  CloudEventWriter(TopicsConfig topics, PublishConfig config, DatabaseClock clock) {
    this(topics, config, (InstantSource) clock::now);
  }

  CloudEventWriter(TopicsConfig topics, PublishConfig config, InstantSource clock) {
    this.topics = topics;
    this.source = utf8(config.source());
    this.clock = clock;
  }

  /**
   * The record's key is the workflow key; its value is the event's JSON as stored. Its timestamp does
   * not depend on the instance's clock, because the broker refuses records from the future.
   */
  ProducerRecord<String, byte[]> toRecord(OutboxEvent event) {
    return new ProducerRecord<>(
        topics.of(event.type()),
        null,
        clock.millis(),
        event.workflowKey(),
        event.data(),
        headers(event));
  }

  private Headers headers(OutboxEvent event) {
    var headers = new RecordHeaders()
        .add("ce_specversion", SPEC_VERSION)
        .add("ce_id", utf8(event.eventId()))
        .add("ce_type", utf8(event.type().cloudEventType()))
        .add("ce_source", source)
        .add("ce_subject", utf8(event.workflowKey()))
        .add("ce_time", utf8(event.at().toString()))
        .add("content-type", JSON);
    addIfPresent(headers, "ce_version", event.version());
    addIfPresent(headers, "ce_previousversion", event.previousVersion());
    addIfPresent(headers, "traceparent", event.traceparent());
    return headers;
  }

  private static void addIfPresent(Headers headers, String name, @Nullable Object value) {
    if (value != null) {
      headers.add(name, utf8(value.toString()));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
