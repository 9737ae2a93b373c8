package dev.purereducer.deadletter;

import dev.purereducer.action.ActionDecoder;
import dev.purereducer.action.ActionDecoder.DecodedAction;
import dev.purereducer.action.ActionDecoder.TransportMetadata;
import dev.purereducer.action.RecordDecoder;
import dev.purereducer.commit.ActionOrigin;
import dev.purereducer.commit.ActionOrigin.Entrance;
import dev.purereducer.deadletter.DeadLetter.Content;
import dev.purereducer.deadletter.DeadLetter.WithContent;
import dev.purereducer.event.RecordPosition;
import dev.purereducer.http.Problem;
import dev.purereducer.http.ProblemType;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Decoder of dead letters into actions that can be redriven, unchanged or repaired. */
@ApplicationScoped
class DeadLetterActions {
  /** Members that the commit path adds to a stored action; callers cannot send them. */
  private static final List<String> ADDED = List.of("received_at", "origin", "caller");

  private final ActionDecoder decoder;
  private final RecordDecoder recordDecoder;

  DeadLetterActions(ActionDecoder decoder, RecordDecoder recordDecoder) {
    this.decoder = decoder;
    this.recordDecoder = recordDecoder;
  }

  /**
   * Decodes the dead letter's action; members of {@code repair} replace those of the action. A
   * known workflow key or action id cannot be replaced.
   */
  DecodedAction decode(WithContent stored, Json.Obj repair, String operator) {
    var deadLetter = stored.deadLetter();
    var metadata = TransportMetadata.of(
        deadLetter.workflowKey(),
        deadLetter.actionId(),
        new ActionOrigin(Entrance.REDRIVE, operator));
    return switch (stored.content()) {
      case Content.OfAction(var action) -> decode(action, repair, metadata);
      case Content.OfRecord record
      when repair.members().isEmpty() ->
        recordDecoder.decodeOfAnyAge(originalRecord(record, deadLetter.source()));
      case Content.OfRecord record -> decode(plainJson(record), repair, metadata);
      case Content.OfUnreadable _
      when repair.members().isEmpty() ->
        new DecodedAction.Invalid(Problem.of(
            ProblemType.MALFORMED_ACTION,
            "the stored action cannot be read; redrive it with a repair that has its reducer and"
                + " payload"));
      case Content.OfUnreadable _ -> decode(Json.EMPTY, repair, metadata);
    };
  }

  /** The action as a caller could send it, with its workflow key and id. */
  static Json.Obj sendable(DeadLetter deadLetter, Json.Obj action) {
    var members = new LinkedHashMap<String, Json>();
    members.put("workflow_key", Json.of(String.valueOf(deadLetter.workflowKey())));
    members.put("action_id", Json.of(String.valueOf(deadLetter.actionId())));
    members.putAll(action.members());
    ADDED.forEach(members::remove);
    return new Json.Obj(members);
  }

  private DecodedAction decode(Json.Obj action, Json.Obj repair, TransportMetadata metadata) {
    var members = new LinkedHashMap<>(action.members());
    ADDED.forEach(members::remove);
    members.putAll(repair.members());
    var repaired = new Json.Obj(members);
    return decoder.decodeStored(repaired, JsonText.bytes(repaired).length, metadata);
  }

  /**
   * The record's value if it is an object in plain JSON; else empty, so the repair must be
   * complete.
   */
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

  private static ConsumerRecord<byte @Nullable [], byte @Nullable []> originalRecord(
      Content.OfRecord record, @Nullable RecordPosition source) {
    var headers = new RecordHeaders();
    record
        .headers()
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    var position = source == null ? new RecordPosition("", 0, 0) : source;
    return originalRecord(position, record.timestamp(), record.key(), record.value(), headers);
  }

  /** A record as the consumer of {@code actions} had it. */
  static ConsumerRecord<byte @Nullable [], byte @Nullable []> originalRecord(
      RecordPosition source,
      long timestamp,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers) {
    return new ConsumerRecord<>(
        source.topic(),
        source.partition(),
        source.offset(),
        timestamp,
        TimestampType.CREATE_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        key,
        value,
        headers,
        Optional.empty());
  }
}
