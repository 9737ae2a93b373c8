package dev.purereducer.chaos;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What the clients of one scenario share. */
final class ScenarioContext {
  /** How long a client goes on asking once the load has ended. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final Supplier<List<String>> addresses;
  private final Journal journal = new Journal();
  private final ClientStats tally = new ClientStats();
  private final HttpActions rest = new HttpActions(tally);
  private volatile boolean ending;
  private volatile long deadlineNanos;

  /** {@code name} is also the namespace of its workflows. */
  ScenarioContext(String name, Supplier<List<String>> addresses) {
    this.name = name;
    this.addresses = addresses;
  }

  String key(String kind, int number) {
    return prefix() + kind + "-" + number;
  }

  /** What the keys of this scene start with, and no others. */
  String prefix() {
    return name + ":";
  }

  /** Where to send to now. */
  List<String> addresses() {
    return addresses.get();
  }

  Journal journal() {
    return journal;
  }

  ClientStats tally() {
    return tally;
  }

  HttpActions rest() {
    return rest;
  }

  /** No new actions; those under way are asked for until the patience ends. */
  void end() {
    deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }

  boolean isOutOfPatience() {
    return ending && System.nanoTime() - deadlineNanos > 0;
  }
}
