package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Journal.Consistency;
import dev.purereducer.chaos.Workload.Client;

/**
 * Client that adds to shared counters and patches shared documents, sends some actions twice, and reads
 * some back.
 */
final class AddClient implements Client {
  static final int KEYS = 12;

  static final int DOCUMENTS = 6;

  private static final double DOCUMENT_SHARE = 0.2;
  private static final double NOTIFIED_SHARE = 0.3;
  private static final int MAX_NOTIFY_AT = 1_000;
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
    var action = schedule.happens(DOCUMENT_SHARE)
        ? patch(context, schedule, name + "-" + ++sent)
        : add(name + "-" + ++sent);
    boolean twice = schedule.happens(DUPLICATE_SHARE);
    boolean readBack = schedule.happens(READ_BACK_SHARE);
    var outcome = twice ? sender.sendTwice(action) : sender.send(action);
    if (readBack && outcome instanceof KnownOutcome.Committed(long version)) {
      sender.switchInstance();
      sender.read(action.workflowKey(), Consistency.AT_LEAST, version);
    }
  }

  /** A patch of a random document. */
  static Action patch(ScenarioContext context, Schedule schedule, String id) {
    var key = context.key("document", schedule.below(DOCUMENTS));
    return new Action(key, id, new Change.Patch(schedule.below(MAX_NOTIFY_AT)), null);
  }

  private Action add(String id) {
    int key = schedule.happens(HOT_KEY_SHARE) ? 0 : schedule.below(KEYS);
    long amount = 1 + schedule.below(9);
    Long notifyAt = schedule.happens(NOTIFIED_SHARE) ? (long) schedule.below(MAX_NOTIFY_AT) : null;
    return new Action(context.key("sum", key), id, new Change.Add(amount, notifyAt), null);
  }
}
