package dev.purereducer.action;

import static dev.purereducer.http.ProblemType.BAD_WORKFLOW_KEY;

import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemException;
import dev.purereducer.trace.Traceparent;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Decodes records of the topic {@code actions}: plain JSON, or CloudEvents of both modes. */
@ApplicationScoped
public class RecordDecoder {
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String ATTRIBUTE_PREFIX = "ce_";

  private final ActionDecoder decoder;

  public RecordDecoder(ActionDecoder decoder) {
    this.decoder = decoder;
  }

  public DecodedAction decode(ConsumerRecord<byte @Nullable [], byte @Nullable []> record) {
    try {
      var value = record.value();
      if (value == null) {
        throw ActionEnvelope.malformed("the record has no value");
      }
      var headers = record.headers();
      var metadata = TransportMetadata.ofKey(
          key(record.key()), Traceparent.parseOrNull(text(headers, "traceparent")));
      if (headers.lastHeader("ce_specversion") != null) {
        return decoder.decodeCloudEvent(
            value, name -> text(headers, ATTRIBUTE_PREFIX + name), metadata);
      }
      return isStructured(headers)
          ? decoder.decodeCloudEvent(value, metadata)
          : decoder.decode(value, metadata);
    } catch (ProblemException e) {
      return new DecodedAction.Invalid(e.problem());
    }
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

  private static boolean isStructured(Headers headers) {
    var contentType = text(headers, "content-type");
    return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(STRUCTURED);
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
