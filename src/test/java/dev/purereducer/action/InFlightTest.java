package dev.purereducer.action;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InFlightTest {
  @Test
  void countOrBytesReached_leaveNoRoom() {
    var inFlight = new InFlight(2, 100);
    inFlight.take(10);
    assertTrue(inFlight.hasRoom());
    inFlight.take(10);
    assertFalse(inFlight.hasRoom());

    inFlight.release(10);
    inFlight.take(90);
    inFlight.release(10);
    assertTrue(inFlight.hasRoom());
    inFlight.take(10);
    assertFalse(inFlight.hasRoom());
  }

  @Test
  void actionLargerThanTheBound_passesAlone() {
    var inFlight = new InFlight(10, 100);
    assertTrue(inFlight.hasRoom());
    inFlight.take(1_000);
    assertFalse(inFlight.hasRoom());
    inFlight.release(1_000);
    assertTrue(inFlight.hasRoom());
  }

  @Test
  void room_isThereWhenAQuarterIsFree() {
    var inFlight = new InFlight(8, 1_000);
    for (int i = 0; i < 8; i++) {
      inFlight.take(1);
    }
    var room = inFlight.room().subscribeAsCompletionStage();

    inFlight.release(1);
    assertFalse(room.isDone());
    inFlight.release(1);
    assertTrue(room.isDone());
  }

  @Test
  void idle_isWhenAllIsReleased() {
    var inFlight = new InFlight(8, 1_000);
    inFlight.take(1);
    var idle = inFlight.idle().subscribeAsCompletionStage();

    assertFalse(idle.isDone());
    inFlight.release(1);
    assertTrue(idle.isDone());
  }
}
