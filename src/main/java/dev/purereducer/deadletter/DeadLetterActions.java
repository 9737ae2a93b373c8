package dev.purereducer.deadletter;

import dev.purereducer.action.ActionDecoder;
import dev.purereducer.action.DecodedAction;
import dev.purereducer.action.RecordDecoder;
import dev.purereducer.action.TransportMetadata;
import dev.purereducer.deadletter.DeadLetter.Content;
import dev.purereducer.deadletter.DeadLetter.Opened;
import dev.purereducer.json.InvalidJsonException;
import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Letters to actions that can be sent again, as they were or repaired. */
@ApplicationScoped
class DeadLetterActions {
  /** What the commit path adds to an action, and nobody sends. */
  private static final String RECEIVED_AT = "received_at";

  private final ActionDecoder decoder;
  private final RecordDecoder records;

  DeadLetterActions(ActionDecoder decoder, RecordDecoder records) {
    this.decoder = decoder;
    this.records = records;
  }

  /**
   * Decodes the letter's action with the members of {@code repair} in place of its own. Neither the
   * workflow nor the id can be replaced, where the letter has them.
   */
  DecodedAction decode(Opened opened, Json.Obj repair) {
    var letter = opened.letter();
    var aside = TransportMetadata.of(letter.workflowKey(), letter.actionId());
    return switch (opened.content()) {
      case Content.OfAction(var action) -> decode(action, repair, aside);
      case Content.OfRecord record
      when repair.members().isEmpty() -> records.decode(asItCame(record));
      case Content.OfRecord record -> decode(plainJson(record), repair, aside);
    };
  }

  /** The action that a letter holds, as it could be sent; empty when it is none. */
  static Json.Obj complete(Opened opened) {
    if (!(opened.content() instanceof Content.OfAction(var action))) {
      return Json.EMPTY;
    }
    var members = new LinkedHashMap<String, Json>();
    members.put("workflow_key", Json.of(String.valueOf(opened.letter().workflowKey())));
    members.put("action_id", Json.of(String.valueOf(opened.letter().actionId())));
    members.putAll(action.members());
    members.remove(RECEIVED_AT);
    return new Json.Obj(members);
  }

  private DecodedAction decode(Json.Obj action, Json.Obj repair, TransportMetadata aside) {
    var members = new LinkedHashMap<>(action.members());
    members.remove(RECEIVED_AT);
    members.putAll(repair.members());
    var repaired = new Json.Obj(members);
    return decoder.decode(repaired, JsonText.bytes(repaired).length, aside);
  }

  /** An object when the record has one that is no CloudEvent; else nothing, to be repaired whole. */
  private static Json.Obj plainJson(Content.OfRecord record) {
    try {
      return record.value() != null
              && JsonText.parse(record.value()) instanceof Json.Obj object
              && object.get("specversion") == null
              && !record.headers().containsKey("ce_specversion")
          ? object
          : Json.EMPTY;
    } catch (InvalidJsonException e) {
      return Json.EMPTY;
    }
  }

  private static ConsumerRecord<byte[], byte[]> asItCame(Content.OfRecord record) {
    var headers = new RecordHeaders();
    record
        .headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return new ConsumerRecord<>(
        "",
        0,
        0,
        ConsumerRecord.NO_TIMESTAMP,
        TimestampType.NO_TIMESTAMP_TYPE,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        record.key(),
        record.value(),
        headers,
        Optional.empty());
  }
}
