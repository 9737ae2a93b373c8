package dev.purereducer.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writer of one value within limits. Throws {@link InvalidJsonException} beyond them.
 *
 * @param order of the members of objects; null for the order they have
 */
record JsonWriter(
    JsonGenerator to, ValueLimits limits, @Nullable Comparator<String> order) {
  void write(Json json) throws IOException {
    write(json, 0);
  }

  private void write(Json json, int depth) throws IOException {
    switch (json) {
      case Json.Null _ -> to.writeNull();
      case Json.Bool(var value) -> to.writeBoolean(value);
      case Json.Int(var value) -> to.writeNumber(value);
      case Json.Dec(var value) -> to.writeNumber(requireInRange(value).toPlainString());
      case Json.Str(var value) -> to.writeString(JsonText.requireStorable(value));
      case Json.Arr(var items) -> {
        requireDepth(depth + 1);
        to.writeStartArray();
        for (var item : items) {
          write(item, depth + 1);
        }
        to.writeEndArray();
      }
      case Json.Obj(var members) -> {
        requireDepth(depth + 1);
        to.writeStartObject();
        for (var member : ordered(members).entrySet()) {
          to.writeFieldName(JsonText.requireStorable(member.getKey()));
          write(member.getValue(), depth + 1);
        }
        to.writeEndObject();
      }
    }
  }

  private Map<String, Json> ordered(Map<String, Json> members) {
    if (order == null || members.size() < 2) {
      return members;
    }
    Map<String, Json> sorted = new TreeMap<>(order);
    sorted.putAll(members);
    return sorted;
  }

  private void requireDepth(int depth) {
    if (depth > limits.maxDepth()) {
      throw new InvalidJsonException(limits.tooDeep());
    }
  }

  private BigDecimal requireInRange(BigDecimal value) {
    if (ValueLimits.digits(value) > limits.maxDigits()) {
      throw new InvalidJsonException(limits.tooManyDigits());
    }
    return value;
  }
}
