package dev.purereducer.action;

import dev.purereducer.reduce.Json;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads actions from CloudEvents 1.0.
 *
 * <p>{@code subject} is the workflow key, {@code id} the action id, {@code type} the type. {@code
 * data} is {@code {reducer, payload, …}} as in plain JSON. With the extension attribute {@code
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
    if (event.members().containsKey("data_base64")) {
      throw ActionEnvelope.malformed("data must be JSON, not data_base64");
    }
    return envelope(name -> attribute(event, name), event.get("data"));
  }

  static ActionEnvelope binary(Json data, Attributes attributes) {
    return envelope(attributes, data);
  }

  private static ActionEnvelope envelope(Attributes event, @Nullable Json data) {
    if (!"1.0".equals(event.apply("specversion"))) {
      throw ActionEnvelope.malformed("specversion must be 1.0");
    }
    if (data == null) {
      throw ActionEnvelope.malformed("the CloudEvent has no data");
    }
    var reducer = event.apply("reducer");
    var inner = reducer == null ? ActionEnvelope.of(data) : payloadOnly(event, reducer, data);
    return new ActionEnvelope(
        requireConsistent("subject", inner.workflowKey(), event.apply("subject")),
        requireConsistent("id", inner.actionId(), required(event, "id")),
        inner.reducer(),
        inner.type() == null ? event.apply("type") : inner.type(),
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
        wholeNumber(event, "expectedversion"),
        payload);
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
    if (value == null) {
      throw ActionEnvelope.malformed("the CloudEvent has no " + name);
    }
    return value;
  }

  private static @Nullable String requireConsistent(
      String name, @Nullable String fromData, @Nullable String attribute) {
    if (fromData != null && attribute != null && !fromData.equals(attribute)) {
      throw ActionEnvelope.malformed(name + " differs between the attribute and data");
    }
    return fromData == null ? attribute : fromData;
  }
}
