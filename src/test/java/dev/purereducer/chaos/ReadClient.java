package dev.purereducer.chaos;

import dev.purereducer.chaos.Journal.Consistency;

/** Client that reads registers strongly and read models of sums, each time from a random instance. */
final class ReadClient implements Client {
  private final ScenarioContext context;
  private final Schedule schedule;
  private final Sender reader;

  ReadClient(int number, ScenarioContext context, Schedule schedule) {
    this.context = context;
    this.schedule = schedule;
    this.reader = new Sender("read-client-" + number, context, schedule);
  }

  @Override
  public void step() throws InterruptedException {
    reader.switchInstance();
    reader.read(
        context.key("register", schedule.below(CompareAndSetClient.KEYS)), Consistency.STRONG, 0);
    reader.switchInstance();
    reader.read(context.key("sum", schedule.below(AddClient.KEYS)), Consistency.EVENTUAL, 0);
  }
}
