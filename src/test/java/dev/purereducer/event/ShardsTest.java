package dev.purereducer.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardsTest {
  @Test
  void shardOfAKey_isFixed() {
    assertEquals(0, Shards.of("", 16));
    assertEquals(6, Shards.of("order:1", 16));
    assertEquals(12, Shards.of("Größe:東京", 16));
  }

  @Test
  void consecutiveKeys_fillEveryShard() {
    var rowsOfShard = new int[16];
    IntStream.range(0, 1600).forEach(i -> rowsOfShard[Shards.of("order:" + i, 16)]++);

    for (int rows : rowsOfShard) {
      assertTrue(rows > 50 && rows < 150, () -> "rows of a shard: " + rows);
    }
  }
}
