package dev.purereducer.json;

import dev.purereducer.reduce.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/**
 * The text of values in responses: the order of PostgreSQL's jsonb, without white space. So a value
 * has the same text whether it was stored or computed.
 */
public final class JsonbText {
  /** jsonb orders the members of an object by the length of their names, then by their bytes. */
  static final Comparator<String> ORDER = Comparator.<String>comparingInt(name -> utf8(name).length)
      .thenComparing(JsonbText::utf8, Arrays::compareUnsigned);

  private static final int ESCAPED_DIGITS = 4;

  private JsonbText() {}

  /** The text of a value that was computed. */
  public static String of(Json json) {
    return JsonText.text(json, ValueLimits.STORED, ORDER);
  }

  /** The output of jsonb without its white space, with escapes as {@link JsonText} writes them. */
  public static String compact(String jsonb) {
    var out = new StringBuilder(jsonb.length());
    boolean inString = false;
    for (int i = 0; i < jsonb.length(); i++) {
      char c = jsonb.charAt(i);
      if (inString && c == '\\') {
        int end = i + 2 + (jsonb.charAt(i + 1) == 'u' ? ESCAPED_DIGITS : 0);
        appendEscape(out, jsonb, i, end);
        i = end - 1;
        continue;
      }
      inString ^= c == '"';
      if (inString || c != ' ') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static void appendEscape(StringBuilder out, String text, int from, int end) {
    out.append(text, from, from + 2);
    for (int i = from + 2; i < end; i++) {
      out.append(Character.toUpperCase(text.charAt(i)));
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
