package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Journal.Ingress;
import dev.purereducer.chaos.Journal.SentAction;
import java.time.Duration;
import java.util.Optional;

/**
 * REST sender of one client: retries an action with the same id, on another instance each time, until
 * it knows the outcome.
 */
final class Sender {
  private static final Duration MIN_PAUSE = Duration.ofMillis(50);
  private static final Duration MAX_PAUSE = Duration.ofMillis(250);

  private final String client;
  private final ScenarioContext context;
  private final Schedule schedule;
  private String address;

  Sender(String client, ScenarioContext context, Schedule schedule) {
    this.client = client;
    this.context = context;
    this.schedule = schedule;
    this.address = schedule.oneOf(context.addresses());
  }

  /** Sends until the outcome is known, or until the deadline. */
  KnownOutcome send(Action action) throws InterruptedException {
    long calledNanos = System.nanoTime();
    leaveUnavailableInstance();
    var outcome = context.http().send(address, action);
    while (outcome.isEmpty() && !context.isPastDeadline()) {
      retryElsewhere();
      outcome = context.http().send(address, action);
    }
    return record(action, outcome.orElse(new KnownOutcome.Unknown()), calledNanos);
  }

  /** Sends the action twice, to random instances, concurrently or one after the other. */
  KnownOutcome sendTwice(Action action) throws InterruptedException {
    var second = new Sender(client, context, schedule.split());
    if (schedule.happens(0.5)) {
      var outcome = send(action);
      second.send(action);
      return outcome;
    }
    var thread = Thread.ofVirtual().start(() -> second.sendQuietly(action));
    var outcome = send(action);
    thread.join();
    return outcome;
  }

  private void sendQuietly(Action action) {
    try {
      send(action);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private KnownOutcome record(Action action, KnownOutcome outcome, long calledNanos) {
    context
        .journal()
        .add(new SentAction(
            client,
            Ingress.REST,
            action.workflowKey(),
            action.id(),
            action.change(),
            action.expectedVersion(),
            outcome,
            calledNanos,
            System.nanoTime()));
    return outcome;
  }

  /** Reads from this client's instance; switches to another one after a failure. */
  Optional<HttpActions.ReadReply> read(String key, Journal.Consistency consistency, long atLeast)
      throws InterruptedException {
    long calledNanos = System.nanoTime();
    var reply = context.http().read(address, key, consistency, atLeast);
    if (reply.isEmpty()) {
      retryElsewhere();
      return reply;
    }
    if (consistency == Journal.Consistency.EVENTUAL && !reply.get().projected()) {
      return reply; // the canonical store, read before the first projection, may be newer
    }
    context
        .journal()
        .add(new Journal.ObservedRead(
            client,
            key,
            consistency,
            atLeast,
            reply.get().version(),
            reply.get().value(),
            calledNanos,
            System.nanoTime()));
    return reply;
  }

  /** Chooses a random instance. */
  void switchInstance() {
    address = schedule.oneOf(context.addresses());
  }

  private void retryElsewhere() throws InterruptedException {
    Thread.sleep(schedule.between(MIN_PAUSE, MAX_PAUSE));
    var addresses = context.addresses();
    var others = addresses.stream().filter(it -> !it.equals(address)).toList();
    address = schedule.oneOf(others.isEmpty() ? addresses : others);
  }

  private void leaveUnavailableInstance() {
    if (!context.addresses().contains(address)) {
      switchInstance();
    }
  }
}
