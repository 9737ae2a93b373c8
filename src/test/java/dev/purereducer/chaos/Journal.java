package dev.purereducer.chaos;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** What the clients did and were told, written by all of them at once. */
final class Journal {
  /** Where an action went in. */
  enum Entrance {
    REST,
    KAFKA
  }

  /**
   * One action, however often it was tried.
   *
   * @param client sends one action at a time
   * @param expectedVersion what it demanded with {@code If-Match}
   * @param calledNanos when it was first sent
   * @param answeredNanos when the answer that tells was there
   */
  record Sent(
      String client,
      Entrance entrance,
      String workflowKey,
      String actionId,
      Change change,
      @Nullable Long expectedVersion,
      KnownOutcome told,
      long calledNanos,
      long answeredNanos) {}

  /** What a read promises. */
  enum Consistency {
    /** The newest commit. */
    STRONG,
    /** Some version, and never an older one than before. */
    EVENTUAL,
    /** Some version that is not below the one asked for. */
    AT_LEAST
  }

  /**
   * One read that was answered.
   *
   * @param atLeast the version asked for, 0 for any
   * @param version 0 when there is no such workflow
   */
  record Seen(
      String client,
      String workflowKey,
      Consistency consistency,
      long atLeast,
      long version,
      long value,
      long calledNanos,
      long answeredNanos) {}

  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

  void add(Sent action) {
    sent.add(action);
  }

  void add(Seen read) {
    seen.add(read);
  }

  /** In the order in which they were answered, for each client. */
  List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** Without those whose id was answered before. */
  Collection<Sent> firsts() {
    Map<String, Sent> firsts = new LinkedHashMap<>();
    sent.forEach(action -> firsts.putIfAbsent(action.actionId, action));
    return firsts.values();
  }

  /** In the order in which they were answered, for each client. */
  List<Seen> seen() {
    return List.copyOf(seen);
  }
}
