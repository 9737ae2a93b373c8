package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.BAD_WORKFLOW_KEY;
import static dev.purereducer.http.ProblemType.OLDER_THAN_DEDUP_WINDOW;

import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.commit.CommitConfig;
import dev.purereducer.database.DatabaseClock;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.trace.Traceparent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Decodes records of the topic {@code actions}: plain JSON, or CloudEvents. As in the Kafka binding of
 * CloudEvents, the content type selects the structured mode, whatever other headers there are.
 */
@ApplicationScoped
public class RecordDecoder {
  private static final String EVENT_TYPES = "application/cloudevents";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH_TYPES = "application/cloudevents-batch";
  private static final String ATTRIBUTE_PREFIX = "ce_";

  /** One of them makes a record a CloudEvent in binary mode, so that a missing other one is found. */
  private static final List<String> REQUIRED_ATTRIBUTES =
      List.of("ce_specversion", "ce_id", "ce_source", "ce_type");

  private final ActionDecoder decoder;
  private final @Nullable Duration dedupWindow;
  private final InstantSource clock;

  @Inject
  public RecordDecoder(ActionDecoder decoder, CommitConfig config, DatabaseClock clock) {
    this(decoder, config.dedupWindow().orElse(null), clock::now);
  }

  RecordDecoder(ActionDecoder decoder, @Nullable Duration dedupWindow, InstantSource clock) {
    this.decoder = decoder;
    this.dedupWindow = dedupWindow;
    this.clock = clock;
  }

  public DecodedAction decode(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
    var problem = ageProblem(record.timestamp());
    return problem == null ? decodeOfAnyAge(record) : new DecodedAction.Invalid(problem);
  }

  /** As {@link #decode}, of a record that an operator may redrive however old it is. */
  public DecodedAction decodeOfAnyAge(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
    try {
      var value = record.value();
      if (value == null) {
        throw ActionEnvelope.malformed("the record has no value");
      }
      var headers = record.headers();
      var metadata = new TransportMetadata(
          key(record.key()),
          null,
          null,
          null,
          Traceparent.parseOrNull(text(headers, "traceparent")),
          ActionOrigin.KAFKA,
          false,
          () -> DerivedIds.ofRecord(record));
      if (isStructured(mediaType(headers))) {
        return decoder.decodeCloudEvent(value, metadata);
      }
      return isBinary(headers)
          ? decoder.decodeCloudEvent(
              value, name -> text(headers, ATTRIBUTE_PREFIX + name), metadata)
          : decoder.decode(value, metadata);
    } catch (ProblemException e) {
      return new DecodedAction.Invalid(e.problem());
    }
  }

  /** A record whose action id may be forgotten already could be applied a second time. */
  private @Nullable Problem ageProblem(long timestampMillis) {
    boolean isOlder = dedupWindow != null
        && timestampMillis >= 0
        && timestampMillis < clock.millis() - dedupWindow.toMillis();
    return isOlder
        ? Problem.of(
            OLDER_THAN_DEDUP_WINDOW,
            "the record of " + Instant.ofEpochMilli(timestampMillis)
                + " is older than purereducer.commit.dedup-window")
        : null;
  }

  /** The workflow key from a record key; null if it is absent or not valid. */
  public @Nullable String workflowKey(byte @Nullable [] recordKey) {
    try {
      var key = key(recordKey);
      return key == null ? null : Identifiers.workflowKey(key);
    } catch (ProblemException e) {
      return null;
    }
  }

  private static boolean isStructured(String mediaType) {
    if (mediaType.startsWith(BATCH_TYPES)) {
      throw ActionEnvelope.malformed(
          "CloudEvents in batch mode are not supported: send one event per record");
    }
    if (mediaType.startsWith(EVENT_TYPES) && !mediaType.equals(STRUCTURED)) {
      throw ActionEnvelope.malformed(
          "the only supported format of structured CloudEvents is " + STRUCTURED);
    }
    return mediaType.equals(STRUCTURED);
  }

  private static boolean isBinary(Headers headers) {
    for (var name : REQUIRED_ATTRIBUTES) {
      if (headers.lastHeader(name) != null) {
        return true;
      }
    }
    return false;
  }

  /** The media type without parameters, in lower case; empty if the record has none. */
  private static String mediaType(Headers headers) {
    String contentType = null;
    for (var header : headers) {
      if (header.key().equalsIgnoreCase("content-type")) {
        contentType = text(headers, header.key());
      }
    }
    return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** The last header with this name; null if it is absent or not valid UTF-8. */
  private static @Nullable String text(Headers headers, String name) {
    var header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    }
    try {
      return utf8(header.value());
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static @Nullable String key(byte @Nullable [] key) {
    try {
      return key == null ? null : utf8(key);
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          Problem.of(BAD_WORKFLOW_KEY, "the record's key is not valid UTF-8"));
    }
  }

  private static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
