package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Journal.Ingress;
import dev.purereducer.chaos.Journal.SentAction;
import dev.purereducer.chaos.Workload.Client;
import dev.purereducer.testkit.KafkaSender;
import java.util.concurrent.ExecutionException;

/**
 * Client that adds and patches over Kafka, sends some actions twice, some over REST as well, and some
 * that are rejected.
 */
final class KafkaClient implements Client {
  static final int KEYS = 8;

  private static final double DUPLICATE_SHARE = 0.08;
  private static final double ALSO_REST_SHARE = 0.05;
  private static final double DOCUMENT_SHARE = 0.1;
  private static final double REJECTED_SHARE = 0.03;

  private final String name;
  private final ScenarioContext context;
  private final Schedule schedule;
  private final KafkaSender sender;
  private final Sender restSender;
  private int sent;

  KafkaClient(int number, ScenarioContext context, Schedule schedule, KafkaSender sender) {
    this.name = "kafka-client-" + number;
    this.context = context;
    this.schedule = schedule;
    this.sender = sender;
    this.restSender = new Sender(name, context, schedule);
  }

  @Override
  public void step() throws InterruptedException {
    var action = action(name + "-" + ++sent);
    boolean twice = schedule.happens(DUPLICATE_SHARE);
    boolean alsoRest = schedule.happens(ALSO_REST_SHARE);
    sendToKafka(action);
    if (twice) {
      sendToKafka(action);
    }
    if (alsoRest && !(action.change() instanceof Change.Rejected)) {
      restSender.send(action);
    }
  }

  /** Every second action goes to workflows that are also written over REST. */
  private Action action(String id) {
    if (sent % 2 == 0 && schedule.happens(DOCUMENT_SHARE)) {
      return AddClient.patch(context, schedule, id);
    }
    var key = sent % 2 == 0
        ? context.key("sum", schedule.below(AddClient.KEYS))
        : context.key("kafka", schedule.below(KEYS));
    var change = schedule.happens(REJECTED_SHARE)
        ? new Change.Rejected()
        : new Change.Add(1 + schedule.below(9));
    return new Action(key, id, change, null);
  }

  private void sendToKafka(Action action) throws InterruptedException {
    long calledNanos = System.nanoTime();
    boolean accepted = isAccepted(action);
    while (!accepted && !context.isPastDeadline()) {
      accepted = isAccepted(action);
    }
    var outcome = accepted ? new KnownOutcome.Accepted() : new KnownOutcome.Unknown();
    context
        .journal()
        .add(new SentAction(
            name,
            Ingress.KAFKA,
            action.workflowKey(),
            action.id(),
            action.change(),
            null,
            outcome,
            calledNanos,
            System.nanoTime()));
  }

  /** False if the outcome is unknown after the producer's own retries. */
  private boolean isAccepted(Action action) throws InterruptedException {
    try {
      sender.send("actions", action.workflowKey(), action.json()).get();
      return true;
    } catch (ExecutionException unknown) {
      return false;
    }
  }
}
