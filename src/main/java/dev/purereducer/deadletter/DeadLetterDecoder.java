package dev.purereducer.deadletter;

import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionEncoder;
import dev.purereducer.action.DeadLetterProducer.DeadLetterHeaders;
import dev.purereducer.action.RecordDecoder;
import dev.purereducer.commit.ActionCommand;
import dev.purereducer.deadletter.DeadLetterWriter.StoredDeadLetter;
import dev.purereducer.event.RecordPosition;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Decoder of the dead-letter topic's records into rows of the table. */
@ApplicationScoped
class DeadLetterDecoder {
  private static final String UNKNOWN = "unknown";
  private static final int MAX_REASON_CHARS = 200;
  private static final int MAX_DETAIL_CHARS = 1_000;
  private static final int MAX_TOPIC_CHARS = 249;

  /** Headers beyond this total are left out of the table; the topic still has them. */
  private static final int MAX_HEADERS_CHARS = 64 * 1_024;

  private final RecordDecoder decoder;
  private final long maxBytes;

  DeadLetterDecoder(RecordDecoder decoder, DeadLetterConfig config) {
    this.decoder = decoder;
    this.maxBytes = config.maxRecordBytes().asLongValue();
  }

  StoredDeadLetter decode(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
    return switch (decoder.decodeOfAnyAge(original(record))) {
      case DecodedAction.Valid(var command) -> deadLetter(record, command);
      case DecodedAction.Invalid invalid -> deadLetter(record, invalid.command());
    };
  }

  /** The record as it was read first, so that an action without an id has the same derived one. */
  private static ConsumerRecord<byte @Nullable [], byte @Nullable []> original(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
    return DeadLetterActions.originalRecord(
        source(record), timestamp(record), record.key(), record.value(), record.headers());
  }

  private StoredDeadLetter deadLetter(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record,
      @Nullable ActionCommand command) {
    return new StoredDeadLetter(
        command == null ? decoder.workflowKey(record.key()) : command.workflowKey(),
        command == null ? null : command.actionId(),
        headerText(record, DeadLetterHeaders.TYPE, MAX_REASON_CHARS, UNKNOWN),
        headerText(record, DeadLetterHeaders.REASON, MAX_REASON_CHARS, UNKNOWN),
        headerText(record, DeadLetterHeaders.CAUSE, MAX_DETAIL_CHARS, ""),
        command == null ? null : new String(ActionEncoder.encode(command), StandardCharsets.UTF_8),
        command == null ? bounded(record.key()) : null,
        command == null ? bounded(record.value()) : null,
        command == null ? headers(record) : null,
        source(record),
        Instant.ofEpochMilli(timestamp(record)));
  }

  private static long timestamp(ConsumerRecord<?, ?> record) {
    return number(record, DeadLetterHeaders.TIMESTAMP, record.timestamp());
  }

  private byte @Nullable [] bounded(byte @Nullable [] bytes) {
    return bytes == null || bytes.length > maxBytes ? null : bytes;
  }

  private static RecordPosition source(ConsumerRecord<?, ?> record) {
    return new RecordPosition(
        headerText(record, DeadLetterHeaders.TOPIC, MAX_TOPIC_CHARS, record.topic()),
        (int) number(record, DeadLetterHeaders.PARTITION, record.partition()),
        number(record, DeadLetterHeaders.OFFSET, record.offset()));
  }

  private static String headers(ConsumerRecord<?, ?> record) {
    Map<String, Json> headers = new LinkedHashMap<>();
    int chars = 0;
    for (var header : record.headers()) {
      var text = header.key().startsWith(DeadLetterHeaders.PREFIX) ? null : text(header);
      chars += text == null ? 0 : header.key().length() + text.length();
      if (text != null && chars <= MAX_HEADERS_CHARS && isStorable(header.key())) {
        headers.put(header.key(), Json.of(text));
      }
    }
    return JsonText.text(new Json.Obj(headers));
  }

  private static String headerText(
      ConsumerRecord<?, ?> record, String name, int maxChars, String absent) {
    var header = record.headers().lastHeader(name);
    var text = header == null ? null : text(header);
    return text == null ? absent : text.substring(0, Math.min(maxChars, text.length()));
  }

  private static long number(ConsumerRecord<?, ?> record, String name, long absent) {
    try {
      return Long.parseLong(headerText(record, name, MAX_REASON_CHARS, ""));
    } catch (NumberFormatException e) {
      return absent;
    }
  }

  /** Null when the value is not UTF-8, or contains U+0000, which PostgreSQL cannot store. */
  private static @Nullable String text(Header header) {
    try {
      var text = header.value() == null
          ? null
          : StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(header.value()))
              .toString();
      return text == null || !isStorable(text) ? null : text;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isStorable(String text) {
    return text.indexOf('\0') < 0;
  }
}
