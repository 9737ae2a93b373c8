package dev.purereducer.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class BaselineCacheTest {
  private static Baseline sized(int bytes) {
    return Baseline.NEW.sized(bytes);
  }

  @Test
  void fullCache_evictsTheLeastRecentlyUsed() {
    var cache = new BaselineCache(20_000);
    cache.put("a", sized(1_000));
    cache.put("b", sized(1_000));
    cache.put("c", sized(1_000));
    cache.get("a");

    cache.put("d", sized(1_500));

    assertNull(cache.get("b"));
    assertEquals(1_000, cache.get("a").bytes());
    assertEquals(1_500, cache.get("d").bytes());
  }

  @Test
  void replacedBaseline_isCountedOnce() {
    var cache = new BaselineCache(10_000);
    for (int i = 0; i < 1_000; i++) {
      cache.put("a", sized(1_000));
    }
    var newest = sized(900);
    cache.put("a", newest);
    cache.put("b", sized(500));

    assertSame(newest, cache.get("a"));
    assertEquals(2, cache.size());
  }

  @Test
  void baselineLargerThanTheCache_isNotCached() {
    var cache = new BaselineCache(1_000);

    cache.put("a", sized(10_000));

    assertEquals(0, cache.size());
  }
}
