package dev.purereducer.chaos;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Shared state of a scenario's clients. */
final class ScenarioContext {
  /** How long clients retry their last actions after the end of the load. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final String name;
  private final Supplier<List<String>> addresses;
  private final Journal journal = new Journal();
  private final ClientStats stats = new ClientStats();
  private final HttpActions http = new HttpActions(stats);
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

  /** The key prefix of this scenario. */
  String prefix() {
    return name + ":";
  }

  /** The addresses of the instances to use now. */
  List<String> addresses() {
    return addresses.get();
  }

  Journal journal() {
    return journal;
  }

  ClientStats stats() {
    return stats;
  }

  HttpActions http() {
    return http;
  }

  /** Ends the load: no new actions; actions in flight are retried until the deadline. */
  void end() {
    deadlineNanos = System.nanoTime() + MAX_WAIT.toNanos();
    ending = true;
  }

  boolean isEnding() {
    return ending;
  }

  boolean isPastDeadline() {
    return ending && System.nanoTime() - deadlineNanos > 0;
  }
}
