package dev.purereducer.action;

import dev.purereducer.commit.VersionCondition;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads actions from CloudEvents 1.0.
 *
 * <p>{@code subject} is the workflow key, {@code type} the type. An event is identified by {@code
 * source} and {@code id}, so its action id is derived from both. {@code data}, or the JSON
 * in {@code data_base64}, is {@code {reducer, payload, …}} as in plain JSON. With the extension attribute {@code
 * reducer}, {@code data} is the payload alone, and {@code epoch}, {@code leaseid}, {@code
 * correlationid} and {@code expectedversion} are extension attributes too.
 */
final class CloudEventReader {
  private CloudEventReader() {}

  /** Lookup of an attribute by its CloudEvents name; null if absent. */
  @FunctionalInterface
  interface Attributes extends UnaryOperator<@Nullable String> {}

  static ActionEnvelope structured(Json json) {
    if (!(json instanceof Json.Obj event)) {
      throw ActionEnvelope.malformed("a structured CloudEvent must be a JSON object");
    }
    return envelope(name -> attribute(event, name), data(event));
  }

  private static @Nullable Json data(Json.Obj event) {
    var encoded = attribute(event, "data_base64");
    if (encoded == null) {
      return event.get("data");
    }
    if (event.get("data") != null) {
      throw ActionEnvelope.malformed("the CloudEvent has both data and data_base64");
    }
    try {
      return JsonText.parse(Base64.getDecoder().decode(encoded));
    } catch (InvalidJsonException e) {
      throw ActionEnvelope.malformed("data_base64 must contain JSON: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw ActionEnvelope.malformed("data_base64 is not valid Base64");
    }
  }

  static ActionEnvelope binary(Json data, Attributes attributes) {
    return envelope(attributes, data);
  }

  private static ActionEnvelope envelope(Attributes event, @Nullable Json data) {
    if (!"1.0".equals(required(event, "specversion"))) {
      throw ActionEnvelope.malformed("specversion must be 1.0");
    }
    var id = required(event, "id");
    var source = required(event, "source");
    var type = required(event, "type");
    checkTime(event.apply("time"));
    if (data == null) {
      throw ActionEnvelope.malformed("the CloudEvent has no data");
    }
    var reducer = event.apply("reducer");
    var inner = reducer == null ? ActionEnvelope.of(data) : payloadOnly(event, reducer, data);
    requireConsistent("id", inner.actionId(), id);
    return new ActionEnvelope(
        requireConsistent("subject", inner.workflowKey(), event.apply("subject")),
        DerivedIds.ofEvent(source, id),
        inner.reducer(),
        inner.type() == null ? type : inner.type(),
        inner.epoch(),
        inner.leaseId(),
        inner.correlationId(),
        inner.expectedVersion(),
        inner.payload());
  }

  private static ActionEnvelope payloadOnly(Attributes event, String reducer, Json payload) {
    return new ActionEnvelope(
        null,
        null,
        reducer,
        null,
        wholeNumber(event, "epoch"),
        event.apply("leaseid"),
        event.apply("correlationid"),
        expectedVersion(event),
        payload);
  }

  private static @Nullable VersionCondition expectedVersion(Attributes event) {
    return wholeNumber(event, "expectedversion") instanceof Long version
        ? VersionCondition.at(version)
        : null;
  }

  /** An attribute of a structured event, where integer attributes are JSON numbers. */
  private static @Nullable String attribute(Json.Obj event, String name) {
    return switch (event.get(name)) {
      case null -> null;
      case Json.Null _ -> null;
      case Json.Str(var value) -> value;
      case Json.Int(var value) -> Long.toString(value);
      case Json.Bool _, Json.Dec _, Json.Arr _, Json.Obj _ ->
        throw ActionEnvelope.malformed(name + " must be a string");
    };
  }

  private static @Nullable Long wholeNumber(Attributes event, String name) {
    var text = event.apply(name);
    if (text == null) {
      return null;
    }
    try {
      return ActionEnvelope.wholeNumber(
          new Json.Obj(Map.of(name, Json.of(Long.parseLong(text)))), name);
    } catch (NumberFormatException e) {
      throw ActionEnvelope.malformed(name + " must be a whole number");
    }
  }

  private static String required(Attributes event, String name) {
    var value = event.apply(name);
    if (value == null || value.isEmpty()) {
      throw ActionEnvelope.malformed("the CloudEvent has no " + name);
    }
    return value;
  }

  /** The time is not used, but an event with an unreadable one is not a CloudEvent. */
  private static void checkTime(@Nullable String time) {
    try {
      if (time != null) {
        DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(time);
      }
    } catch (DateTimeParseException e) {
      throw ActionEnvelope.malformed("time must be a timestamp of RFC 3339");
    }
  }

  private static @Nullable String requireConsistent(
      String name, @Nullable String fromData, @Nullable String attribute) {
    if (fromData != null && attribute != null && !fromData.equals(attribute)) {
      throw ActionEnvelope.malformed(name + " differs between the attribute and data");
    }
    return fromData == null ? attribute : fromData;
  }
}
