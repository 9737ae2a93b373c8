package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Entrance;
import dev.purereducer.chaos.Journal.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends many actions in one request to every instance at the same moment, all for the same
 * workflows in an order of each request's own: as many locks as there can be, all at once.
 */
final class BulkClient implements Client {
  private static final int KEYS = 16;

  private final String name;
  private final ScenarioContext scene;
  private final Schedule schedule;
  private int sent;

  BulkClient(int number, ScenarioContext scene, Schedule schedule) {
    this.name = "bulker-" + number;
    this.scene = scene;
    this.schedule = schedule;
  }

  @Override
  public void step() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (var address : scene.addresses()) {
      var actions = actions();
      var ofThread = schedule.split();
      threads.add(Thread.ofVirtual().start(() -> sendAll(address, actions, ofThread)));
    }
    for (var thread : threads) {
      thread.join();
    }
  }

  private List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      var change = new Change.Add(1 + schedule.below(9));
      actions.add(new Action(scene.key("bulk", key), name + "-" + ++sent, change, null));
    }
    return schedule.shuffled(actions);
  }

  private void sendAll(String address, List<Action> actions, Schedule ofThread) {
    long calledNanos = System.nanoTime();
    Map<String, Action> left = new HashMap<>();
    actions.forEach(action -> left.put(action.id(), action));
    try {
      var to = address;
      while (!left.isEmpty() && !scene.isOutOfPatience()) {
        var told = scene.rest().sendAll(to, left.values().stream().toList());
        told.forEach((id, what) -> record(left.remove(id), what, calledNanos));
        if (!left.isEmpty()) {
          Thread.sleep(100);
          to = ofThread.oneOf(scene.addresses());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    left.values().forEach(action -> record(action, new KnownOutcome.Nothing(), calledNanos));
  }

  private void record(Action action, KnownOutcome told, long calledNanos) {
    scene
        .journal()
        .add(new Sent(
            name + "/" + action.id(),
            Entrance.REST,
            action.workflowKey(),
            action.id(),
            action.change(),
            null,
            told,
            calledNanos,
            System.nanoTime()));
  }
}
