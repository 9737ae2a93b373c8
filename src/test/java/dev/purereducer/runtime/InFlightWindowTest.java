package dev.purereducer.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InFlightWindowTest {
  @Test
  void countOrBytesAtBound_leaveNoCapacity() {
    var inFlight = new InFlightWindow(2, 100);
    inFlight.acquire(10);
    assertTrue(inFlight.hasCapacity());
    inFlight.acquire(10);
    assertFalse(inFlight.hasCapacity());

    inFlight.release(10);
    inFlight.acquire(90);
    inFlight.release(10);
    assertTrue(inFlight.hasCapacity());
    inFlight.acquire(10);
    assertFalse(inFlight.hasCapacity());
  }

  @Test
  void actionLargerThanBound_passesAlone() {
    var inFlight = new InFlightWindow(10, 100);
    assertTrue(inFlight.hasCapacity());
    inFlight.acquire(1_000);
    assertFalse(inFlight.hasCapacity());
    inFlight.release(1_000);
    assertTrue(inFlight.hasCapacity());
  }

  @Test
  void awaitCapacity_completesWhenAQuarterIsFree() {
    var inFlight = new InFlightWindow(8, 1_000);
    for (int i = 0; i < 8; i++) {
      inFlight.acquire(1);
    }
    var capacity = inFlight.awaitCapacity().subscribeAsCompletionStage();

    inFlight.release(1);
    assertFalse(capacity.isDone());
    inFlight.release(1);
    assertTrue(capacity.isDone());
  }

  @Test
  void awaitIdle_completesWhenAllIsReleased() {
    var inFlight = new InFlightWindow(8, 1_000);
    inFlight.acquire(1);
    var idle = inFlight.awaitIdle().subscribeAsCompletionStage();

    assertFalse(idle.isDone());
    inFlight.release(1);
    assertTrue(idle.isDone());
  }
}
