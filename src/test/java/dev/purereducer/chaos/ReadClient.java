package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Consistency;

/** Reads registers strongly, and the read models of sums, each time from any instance. */
final class ReadClient implements Client {
  private final ScenarioContext scene;
  private final Schedule schedule;
  private final Sender reader;

  ReadClient(int number, ScenarioContext scene, Schedule schedule) {
    this.scene = scene;
    this.schedule = schedule;
    this.reader = new Sender("watcher-" + number, scene, schedule);
  }

  @Override
  public void step() throws InterruptedException {
    reader.move();
    reader.read(
        scene.key("register", schedule.below(CompareAndSetClient.KEYS)), Consistency.STRONG, 0);
    reader.move();
    reader.read(scene.key("sum", schedule.below(AddClient.KEYS)), Consistency.EVENTUAL, 0);
  }
}
