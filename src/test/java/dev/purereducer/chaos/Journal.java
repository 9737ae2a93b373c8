package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Thread-safe record of all actions and reads of the clients, with their outcomes. */
final class Journal {
  /** Transport of an action. */
  enum Ingress {
    REST,
    KAFKA
  }

  /**
   * One action with all of its attempts.
   *
   * @param client the client, which sends one action at a time
   * @param expectedVersion the version in {@code If-Match}
   * @param calledNanos the time of the first attempt
   * @param respondedNanos the time of the response with the outcome
   */
  record SentAction(
      String client,
      Ingress ingress,
      String workflowKey,
      String actionId,
      Change change,
      @Nullable Long expectedVersion,
      KnownOutcome outcome,
      long calledNanos,
      long respondedNanos) {}

  /** Guarantee of a read. */
  enum Consistency {
    /** The newest commit. */
    STRONG,
    /** Any version that is not older than an earlier read's. */
    EVENTUAL,
    /** Any version that is not below the requested one. */
    AT_LEAST
  }

  /**
   * One successful read.
   *
   * @param atLeast the requested version, 0 for any
   * @param version 0 if the workflow does not exist
   */
  record ObservedRead(
      String client,
      String workflowKey,
      Consistency consistency,
      long atLeast,
      long version,
      long value,
      long calledNanos,
      long respondedNanos) {}

  /** Client and key of operations that are in order. */
  record ClientKey(String client, String workflowKey) {}

  private final Queue<SentAction> sent = new ConcurrentLinkedQueue<>();
  private final Queue<ObservedRead> reads = new ConcurrentLinkedQueue<>();

  void add(SentAction action) {
    sent.add(action);
  }

  void add(ObservedRead read) {
    reads.add(read);
  }

  /** The actions, for each client in the order of their outcomes. */
  List<SentAction> sent() {
    return List.copyOf(sent);
  }

  /** The actions without later sendings of the same id. */
  Collection<SentAction> firstSendings() {
    Map<String, SentAction> firsts = new LinkedHashMap<>();
    sent.forEach(action -> firsts.putIfAbsent(action.actionId, action));
    return firsts.values();
  }

  /** The reads, for each client in the order of their responses. */
  List<ObservedRead> reads() {
    return List.copyOf(reads);
  }
}
