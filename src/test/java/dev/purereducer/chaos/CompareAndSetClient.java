package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Journal.Consistency;
import dev.purereducer.chaos.Workload.Client;

/** Client that reads a register and sets it with {@code If-Match}. */
final class CompareAndSetClient implements Client {
  static final int KEYS = 4;

  private static final double DUPLICATE_SHARE = 0.08;
  private static final double READ_SHARE = 0.4;
  private static final long VALUES_PER_CLIENT = 1_000_000;

  private final String name;
  private final ScenarioContext context;
  private final Schedule schedule;
  private final Sender sender;
  private final String key;
  private final long firstValue;
  private int sent;
  private long knownVersion = UNKNOWN;

  private static final long UNKNOWN = -1;

  CompareAndSetClient(int number, ScenarioContext context, Schedule schedule) {
    this.name = "cas-client-" + number;
    this.context = context;
    this.schedule = schedule;
    this.sender = new Sender(name, context, schedule);
    this.key = context.key("register", number % KEYS);
    this.firstValue = (number + 1) * VALUES_PER_CLIENT;
  }

  @Override
  public void step() throws InterruptedException {
    if (knownVersion == UNKNOWN || schedule.happens(READ_SHARE)) {
      sender.switchInstance();
      var reply = sender.read(key, Consistency.STRONG, 0);
      if (reply.isEmpty()) {
        return;
      }
      knownVersion = reply.get().version();
    }
    var change = new Change.Assign(firstValue + ++sent);
    var action = new Action(key, name + "-" + sent, change, knownVersion);
    var outcome =
        schedule.happens(DUPLICATE_SHARE) ? sender.sendTwice(action) : sender.send(action);
    knownVersion = switch (outcome) {
      case KnownOutcome.Committed(long version) -> version;
      case KnownOutcome.PreconditionFailed(long current) -> current;
      case KnownOutcome.Accepted _, KnownOutcome.Unknown _ -> UNKNOWN;
    };
  }
}
