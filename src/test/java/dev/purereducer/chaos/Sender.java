package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Entrance;
import dev.purereducer.chaos.Journal.Sent;
import java.time.Duration;
import java.util.Optional;

/**
 * One client's way of sending over REST: again under the same id after every answer that does not
 * tell, to another instance each time.
 */
final class Sender {
  private static final Duration LEAST_PAUSE = Duration.ofMillis(50);
  private static final Duration MOST_PAUSE = Duration.ofMillis(250);

  private final String client;
  private final ScenarioContext scene;
  private final Schedule schedule;
  private String address;

  Sender(String client, ScenarioContext scene, Schedule schedule) {
    this.client = client;
    this.scene = scene;
    this.schedule = schedule;
    this.address = schedule.oneOf(scene.addresses());
  }

  /** Returns once the answer tells, or with nothing when the patience is over. */
  KnownOutcome send(Action action) throws InterruptedException {
    long calledNanos = System.nanoTime();
    stayOrMove();
    var told = scene.rest().send(address, action);
    while (told.isEmpty() && !scene.isOutOfPatience()) {
      moveOn();
      told = scene.rest().send(address, action);
    }
    return record(action, told.orElse(new KnownOutcome.Nothing()), calledNanos);
  }

  /** To another instance as well, at the same time or after it. */
  KnownOutcome sendTwice(Action action) throws InterruptedException {
    var second = new Sender(client, scene, schedule.split());
    if (schedule.happens(0.5)) {
      var told = send(action);
      second.send(action);
      return told;
    }
    var thread = Thread.ofVirtual().start(() -> second.sendAside(action));
    var told = send(action);
    thread.join();
    return told;
  }

  private void sendAside(Action action) {
    try {
      send(action);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private KnownOutcome record(Action action, KnownOutcome told, long calledNanos) {
    scene
        .journal()
        .add(new Sent(
            client,
            Entrance.REST,
            action.workflowKey(),
            action.id(),
            action.change(),
            action.expectedVersion(),
            told,
            calledNanos,
            System.nanoTime()));
    return told;
  }

  /** Reads from this client's instance; moves on when it does not answer. */
  Optional<HttpActions.Shown> read(String key, Journal.Consistency consistency, long atLeast)
      throws InterruptedException {
    long calledNanos = System.nanoTime();
    var shown = scene.rest().read(address, key, consistency, atLeast);
    if (shown.isEmpty()) {
      moveOn();
      return shown;
    }
    if (consistency == Journal.Consistency.EVENTUAL && !shown.get().projected()) {
      return shown; // there is no read model yet, and what stands in for it may be newer
    }
    scene
        .journal()
        .add(new Journal.Seen(
            client,
            key,
            consistency,
            atLeast,
            shown.get().version(),
            shown.get().value(),
            calledNanos,
            System.nanoTime()));
    return shown;
  }

  /** Any instance may be next, for reads that are to see them all. */
  void move() {
    address = schedule.oneOf(scene.addresses());
  }

  private void moveOn() throws InterruptedException {
    Thread.sleep(schedule.between(LEAST_PAUSE, MOST_PAUSE));
    var addresses = scene.addresses();
    var others = addresses.stream().filter(it -> !it.equals(address)).toList();
    address = schedule.oneOf(others.isEmpty() ? addresses : others);
  }

  private void stayOrMove() {
    if (!scene.addresses().contains(address)) {
      move();
    }
  }
}
