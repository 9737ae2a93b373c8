package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Entrance;
import dev.purereducer.chaos.Journal.Sent;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Adds over Kafka, sends some actions twice, and some over REST as well. */
final class KafkaClient implements Client {
  static final int KEYS = 8;

  private static final double TWICE = 0.08;
  private static final double OVER_REST_TOO = 0.05;

  private final String name;
  private final ScenarioContext scene;
  private final Schedule schedule;
  private final Producer<String, String> producer;
  private final Sender sender;
  private int sent;

  KafkaClient(
      int number, ScenarioContext scene, Schedule schedule, Producer<String, String> producer) {
    this.name = "poster-" + number;
    this.scene = scene;
    this.schedule = schedule;
    this.producer = producer;
    this.sender = new Sender(name, scene, schedule);
  }

  @Override
  public void step() throws InterruptedException {
    // every other one goes to workflows that are written over REST too
    var key = sent % 2 == 0
        ? scene.key("posted", schedule.below(KEYS))
        : scene.key("sum", schedule.below(AddClient.KEYS));
    var action = new Action(key, name + "-" + ++sent, new Change.Add(1 + schedule.below(9)), null);
    boolean twice = schedule.happens(TWICE);
    boolean overRestToo = schedule.happens(OVER_REST_TOO);
    post(action);
    if (twice) {
      post(action);
    }
    if (overRestToo) {
      sender.send(action);
    }
  }

  private void post(Action action) throws InterruptedException {
    long calledNanos = System.nanoTime();
    boolean accepted = isAccepted(action);
    while (!accepted && !scene.isOutOfPatience()) {
      accepted = isAccepted(action);
    }
    var told = accepted ? new KnownOutcome.Accepted() : new KnownOutcome.Nothing();
    scene
        .journal()
        .add(new Sent(
            name,
            Entrance.KAFKA,
            action.workflowKey(),
            action.id(),
            action.change(),
            null,
            told,
            calledNanos,
            System.nanoTime()));
  }

  /** False when nobody knows. The producer has tried for a while by then. */
  private boolean isAccepted(Action action) throws InterruptedException {
    var record = new ProducerRecord<>("actions", action.workflowKey(), action.json());
    try {
      producer.send(record).get();
      return true;
    } catch (ExecutionException inDoubt) {
      return false;
    }
  }
}
