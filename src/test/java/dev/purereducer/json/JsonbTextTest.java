package dev.purereducer.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonbTextTest {
  @Test
  void storedAndComputedValue_haveTheSameText() {
    var stored = "{\"b\": 1.5, \"é\": [1, {\"x y\": \" \"}], \"aaa\": \"\\u001f \\\\\\\" : , \"}";
    var computed = "{\"aaa\":\"\\u001F \\\\\\\" : , \",\"b\":1.50,\"é\":[1,{\"x y\":\" \"}]}";

    var text = JsonbText.compact(stored);

    assertEquals("{\"b\":1.5,\"é\":[1,{\"x y\":\" \"}],\"aaa\":\"\\u001F \\\\\\\" : , \"}", text);
    assertEquals(text, JsonbText.of(JsonText.parse(computed.getBytes(StandardCharsets.UTF_8))));
  }
}
