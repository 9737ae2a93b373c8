package dev.purereducer.reduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.purereducer.reduce.Reducers.NotDeployedException;
import org.junit.jupiter.api.Test;

class ReducersTest {
  private final Reducers reducers = TallyReducers.of(2, 1);

  @Test
  void find_returnsTheNewestVersion() {
    assertEquals(2, reducers.find(TallyReducers.NAME).version());
    assertEquals(1, reducers.find(TallyReducers.NAME, 1).version());
    assertNull(reducers.find(TallyReducers.NAME, 3));
    assertNull(reducers.find("other"));
    assertNull(reducers.find("other", 1));
    assertEquals(1, reducers.newest().size());
    assertEquals(2, reducers.all().size());
  }

  @Test
  void require_refusesStatesOfNewerVersions() {
    assertEquals(2, reducers.require(TallyReducers.NAME, 1, 1).version());
    assertEquals(2, reducers.require(TallyReducers.NAME, 2, 2).version());
    assertThrows(NotDeployedException.class, () -> reducers.require(TallyReducers.NAME, 3, 2));
    assertThrows(NotDeployedException.class, () -> reducers.require(TallyReducers.NAME, 2, 3));
    assertThrows(NotDeployedException.class, () -> reducers.require("other", 1, 1));
  }

  @Test
  void twoReducersOfOneNameAndVersion_areRefused() {
    assertThrows(IllegalStateException.class, () -> TallyReducers.of(2, 2));
    assertThrows(IllegalStateException.class, () -> TallyReducers.of(0));
  }
}
