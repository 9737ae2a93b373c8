package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Journal.Ingress;
import dev.purereducer.chaos.Journal.SentAction;
import dev.purereducer.chaos.Workload.Client;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Client that sends a bulk request to every instance at the same moment, all for the same workflows
 * in different orders, which provokes the most lock conflicts.
 */
final class BulkClient implements Client {
  private static final int KEYS = 16;

  private final String name;
  private final ScenarioContext context;
  private final Schedule schedule;
  private int sent;

  BulkClient(int number, ScenarioContext context, Schedule schedule) {
    this.name = "bulk-client-" + number;
    this.context = context;
    this.schedule = schedule;
  }

  @Override
  public void step() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (var address : context.addresses()) {
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
      actions.add(new Action(context.key("bulk", key), name + "-" + ++sent, change, null));
    }
    return schedule.shuffled(actions);
  }

  private void sendAll(String address, List<Action> actions, Schedule ofThread) {
    long calledNanos = System.nanoTime();
    Map<String, Action> pending = new HashMap<>();
    actions.forEach(action -> pending.put(action.id(), action));
    try {
      var to = address;
      while (!pending.isEmpty() && !context.isPastDeadline()) {
        var outcomes = context.http().sendAll(to, pending.values().stream().toList());
        outcomes.forEach((id, outcome) -> record(pending.remove(id), outcome, calledNanos));
        if (!pending.isEmpty()) {
          Thread.sleep(100);
          to = ofThread.oneOf(context.addresses());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pending.values().forEach(action -> record(action, new KnownOutcome.Unknown(), calledNanos));
  }

  private void record(Action action, KnownOutcome outcome, long calledNanos) {
    context
        .journal()
        .add(new SentAction(
            name + "/" + action.id(),
            Ingress.REST,
            action.workflowKey(),
            action.id(),
            action.change(),
            null,
            outcome,
            calledNanos,
            System.nanoTime()));
  }
}
