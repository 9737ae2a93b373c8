package dev.purereducer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.purereducer.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HashChainTest {
  @Test
  void link_equalsAnIndependentComputation() {
    var payload = payload("{\"b\": [true, null], \"a\": 1.0}");

    // python: sha256(b'{"a":1,"b":[true,null]}')
    assertEquals("1cc69c7fa23616ca2ec3ee70d24390a6225c8832db8a4c814c7e0e7f942f8668", hex(payload));
    // python: sha256(bytes(32) + struct.pack('>q', 1) + 'é-1'.encode() + payload)
    assertEquals(
        "f9e7340fdc6f7d3e2a62d7a992ac671d4acecefc5a0ef14cd30e70519d869210",
        hex(HashChain.next(HashChain.GENESIS, 1, "é-1", payload)));
  }

  @Test
  void link_dependsOnEachOfItsParts() {
    var payload = payload("1");
    var link = hex(HashChain.next(HashChain.GENESIS, 1, "a", payload));

    assertNotEquals(link, hex(HashChain.next(payload, 1, "a", payload)));
    assertNotEquals(link, hex(HashChain.next(HashChain.GENESIS, 2, "a", payload)));
    assertNotEquals(link, hex(HashChain.next(HashChain.GENESIS, 1, "b", payload)));
    assertNotEquals(link, hex(HashChain.next(HashChain.GENESIS, 1, "a", payload("2"))));
  }

  private static byte[] payload(String json) {
    return HashChain.payloadHash(JsonText.parse(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
