package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Consistency;

/** Adds to workflows that everyone adds to, sends some actions twice, and reads some back. */
final class AddClient implements Client {
  static final int KEYS = 12;

  private static final double ON_THE_HOT_KEY = 0.3;
  private static final double TWICE = 0.08;
  private static final double READ_BACK = 0.1;

  private final String name;
  private final ScenarioContext scene;
  private final Schedule schedule;
  private final Sender sender;
  private int sent;

  AddClient(int number, ScenarioContext scene, Schedule schedule) {
    this.name = "adder-" + number;
    this.scene = scene;
    this.schedule = schedule;
    this.sender = new Sender(name, scene, schedule);
  }

  @Override
  public void step() throws InterruptedException {
    int key = schedule.happens(ON_THE_HOT_KEY) ? 0 : schedule.below(KEYS);
    var change = new Change.Add(1 + schedule.below(9));
    var action = new Action(scene.key("sum", key), name + "-" + ++sent, change, null);
    boolean twice = schedule.happens(TWICE);
    boolean readBack = schedule.happens(READ_BACK);
    var told = twice ? sender.sendTwice(action) : sender.send(action);
    if (readBack && told instanceof KnownOutcome.Committed(long version)) {
      sender.move();
      sender.read(action.workflowKey(), Consistency.AT_LEAST, version);
    }
  }
}
