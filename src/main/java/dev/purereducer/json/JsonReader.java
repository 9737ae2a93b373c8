package dev.purereducer.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reader of the value at a parser's current token, whose numbers have at most {@code maxDigits} digits. */
record JsonReader(JsonParser parser, int maxDigits) {
  Json read() throws IOException {
    var token = parser.currentToken();
    if (token == null) {
      throw new InvalidJsonException("the text ends where a JSON value is expected");
    }
    return switch (token) {
      case START_OBJECT -> readObject();
      case START_ARRAY -> readArray();
      case VALUE_STRING -> Json.of(JsonText.requireStorable(parser.getText()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> readNumber();
      case VALUE_TRUE -> Json.of(true);
      case VALUE_FALSE -> Json.of(false);
      case VALUE_NULL -> Json.Null.NULL;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
        throw new InvalidJsonException("a JSON value is missing" + JsonText.position(parser));
    };
  }

  private Json readObject() throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = JsonText.requireStorable(parser.currentName());
      parser.nextToken();
      members.put(name, read());
    }
    return new Json.Obj(members);
  }

  private Json readArray() throws IOException {
    List<Json> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read());
    }
    return new Json.Arr(items);
  }

  private Json readNumber() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return Json.of(parser.getLongValue());
    }
    try {
      return number(new BigDecimal(parser.getText()));
    } catch (ArithmeticException | NumberFormatException e) {
      throw tooManyDigits();
    }
  }

  /** Trailing zeros are not stored, so they do not count. */
  private Json number(BigDecimal written) {
    var stripped = written.stripTrailingZeros();
    if (ValueLimits.digits(stripped) > maxDigits) {
      throw tooManyDigits();
    }
    return Json.number(stripped);
  }

  private InvalidJsonException tooManyDigits() {
    return new InvalidJsonException(
        new ValueLimits(ValueLimits.MAX_DEPTH, maxDigits).tooManyDigits()
            + JsonText.position(parser));
  }
}
