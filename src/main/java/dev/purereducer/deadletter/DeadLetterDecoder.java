package dev.purereducer.deadletter;

import dev.purereducer.action.ActionEncoder;
import dev.purereducer.action.DeadLetterHeaders;
import dev.purereducer.action.DecodedAction;
import dev.purereducer.action.RecordDecoder;
import dev.purereducer.commit.ActionCommand;
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

/** Reads records of the dead-letter topic, whoever wrote them. */
@ApplicationScoped
class DeadLetterDecoder {
  private static final String UNKNOWN = "unknown";
  private static final int MAX_REASON_CHARS = 200;
  private static final int MAX_DETAIL_CHARS = 1_000;
  private static final int MAX_TOPIC_CHARS = 249;

  /** Beyond so many characters, the headers stay on the topic. */
  private static final int MAX_HEADERS_CHARS = 64 * 1_024;

  private final RecordDecoder decoder;
  private final long maxBytes;

  DeadLetterDecoder(RecordDecoder decoder, DeadLetterConfig config) {
    this.decoder = decoder;
    this.maxBytes = config.maxRecordBytes().asLongValue();
  }

  StoredDeadLetter read(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
    return switch (decoder.decode(record)) {
      case DecodedAction.Valid(var submission) -> filed(record, submission);
      case DecodedAction.Invalid _ -> filed(record, null);
    };
  }

  private StoredDeadLetter filed(
      ConsumerRecord<byte @Nullable [], byte @Nullable []> record,
      @Nullable ActionCommand submission) {
    return new StoredDeadLetter(
        submission == null ? decoder.workflowKey(record.key()) : submission.workflowKey(),
        submission == null ? null : submission.actionId(),
        said(record, DeadLetterHeaders.TYPE, MAX_REASON_CHARS, UNKNOWN),
        said(record, DeadLetterHeaders.REASON, MAX_REASON_CHARS, UNKNOWN),
        said(record, DeadLetterHeaders.CAUSE, MAX_DETAIL_CHARS, ""),
        submission == null
            ? null
            : new String(ActionEncoder.encode(submission), StandardCharsets.UTF_8),
        submission == null ? bounded(record.key()) : null,
        submission == null ? bounded(record.value()) : null,
        submission == null ? headers(record) : null,
        source(record),
        Instant.ofEpochMilli(number(record, DeadLetterHeaders.TIMESTAMP, record.timestamp())));
  }

  private byte @Nullable [] bounded(byte @Nullable [] bytes) {
    return bytes == null || bytes.length > maxBytes ? null : bytes;
  }

  private static RecordPosition source(ConsumerRecord<?, ?> record) {
    return new RecordPosition(
        said(record, DeadLetterHeaders.TOPIC, MAX_TOPIC_CHARS, record.topic()),
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

  private static String said(ConsumerRecord<?, ?> record, String name, int most, String absent) {
    var header = record.headers().lastHeader(name);
    var text = header == null ? null : text(header);
    return text == null ? absent : text.substring(0, Math.min(most, text.length()));
  }

  private static long number(ConsumerRecord<?, ?> record, String name, long absent) {
    try {
      return Long.parseLong(said(record, name, MAX_REASON_CHARS, ""));
    } catch (NumberFormatException e) {
      return absent;
    }
  }

  /** Null when it is no text, or none that PostgreSQL takes. */
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
