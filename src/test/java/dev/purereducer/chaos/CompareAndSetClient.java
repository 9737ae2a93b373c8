package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Consistency;

/** Reads a register and sets it if it is still as read: {@code If-Match} on every write. */
final class CompareAndSetClient implements Client {
  static final int KEYS = 4;

  private static final double TWICE = 0.08;
  private static final double READ_AGAIN = 0.4;
  private static final long VALUES_A_CLIENT = 1_000_000;

  private final String name;
  private final ScenarioContext scene;
  private final Schedule schedule;
  private final Sender sender;
  private final String key;
  private final long firstValue;
  private int sent;
  private long known = UNKNOWN;

  private static final long UNKNOWN = -1;

  CompareAndSetClient(int number, ScenarioContext scene, Schedule schedule) {
    this.name = "swapper-" + number;
    this.scene = scene;
    this.schedule = schedule;
    this.sender = new Sender(name, scene, schedule);
    this.key = scene.key("register", number % KEYS);
    this.firstValue = (number + 1) * VALUES_A_CLIENT;
  }

  @Override
  public void step() throws InterruptedException {
    if (known == UNKNOWN || schedule.happens(READ_AGAIN)) {
      sender.move();
      var shown = sender.read(key, Consistency.STRONG, 0);
      if (shown.isEmpty()) {
        return;
      }
      known = shown.get().version();
    }
    var change = new Change.Assign(firstValue + ++sent);
    var action = new Action(key, name + "-" + sent, change, known);
    var told = schedule.happens(TWICE) ? sender.sendTwice(action) : sender.send(action);
    known = switch (told) {
      case KnownOutcome.Committed(long version) -> version;
      case KnownOutcome.Stale(long current) -> current;
      case KnownOutcome.Accepted _, KnownOutcome.Nothing _ -> UNKNOWN;
    };
  }
}
