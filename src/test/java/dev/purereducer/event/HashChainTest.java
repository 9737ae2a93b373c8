package dev.purereducer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.purereducer.json.JsonText;
import dev.purereducer.reduce.Json;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HashChainTest {
  @Test
  void link_equalsAnIndependentComputation() {
    var action = HashChain.actionHash(
        "counter", null, json("17"), json("{\"b\": [true, null], \"a\": 1.0}"));

    // python: sha256(pack('>i', 7) + b'counter' + pack('>i', -1) + pack('>i', 2) + b'17'
    //     + b'{"a":1,"b":[true,null]}')
    assertEquals("24ebd8b091eb8582e61c6b660b5f4b0287bb2789786c38a8cb4f77ef034eccdf", hex(action));
    // python: sha256(bytes(32) + pack('>q', 1) + 'é-1'.encode() + action)
    assertEquals(
        "c5855d597260f974d7b5725c6ba57c89cbe5a702d9738d6e4ecd3d5abf0f57ba",
        hex(HashChain.next(HashChain.GENESIS, 1, "é-1", action)));
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

  @Test
  void actionHash_dependsOnEachOfItsParts() {
    List<byte[]> hashes = List.of(
        HashChain.actionHash("counter", null, null, json("1")),
        HashChain.actionHash("document", null, null, json("1")),
        HashChain.actionHash("counter", "", null, json("1")),
        HashChain.actionHash("counter", "0", null, json("1")),
        HashChain.actionHash("counter", null, json("0"), json("1")),
        HashChain.actionHash("counter", null, json("1"), json("1")),
        HashChain.actionHash("counter", null, null, json("2")));

    assertEquals(
        hashes.size(), hashes.stream().map(HashChainTest::hex).distinct().count());
  }

  private static byte[] payload(String text) {
    return HashChain.actionHash("counter", null, null, json(text));
  }

  private static Json json(String text) {
    return JsonText.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
