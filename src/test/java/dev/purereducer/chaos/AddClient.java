package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Journal.Consistency;
import dev.purereducer.chaos.Workload.Client;

/** Client that adds to shared workflows, sends some actions twice, and reads some back. */
final class AddClient implements Client {
  static final int KEYS = 12;

  private static final double HOT_KEY_SHARE = 0.3;
  private static final double DUPLICATE_SHARE = 0.08;
  private static final double READ_BACK_SHARE = 0.1;

  private final String name;
  private final ScenarioContext context;
  private final Schedule schedule;
  private final Sender sender;
  private int sent;

  AddClient(int number, ScenarioContext context, Schedule schedule) {
    this.name = "add-client-" + number;
    this.context = context;
    this.schedule = schedule;
    this.sender = new Sender(name, context, schedule);
  }

  @Override
  public void step() throws InterruptedException {
    int key = schedule.happens(HOT_KEY_SHARE) ? 0 : schedule.below(KEYS);
    var change = new Change.Add(1 + schedule.below(9));
    var action = new Action(context.key("sum", key), name + "-" + ++sent, change, null);
    boolean twice = schedule.happens(DUPLICATE_SHARE);
    boolean readBack = schedule.happens(READ_BACK_SHARE);
    var outcome = twice ? sender.sendTwice(action) : sender.send(action);
    if (readBack && outcome instanceof KnownOutcome.Committed(long version)) {
      sender.switchInstance();
      sender.read(action.workflowKey(), Consistency.AT_LEAST, version);
    }
  }
}
