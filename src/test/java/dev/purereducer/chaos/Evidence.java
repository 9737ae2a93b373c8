package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Contents of PostgreSQL and Kafka after a scenario.
 *
 * @param unpublished rows left in the outbox
 * @param deadLetters by workflow key, the rows of the table
 */
record Evidence(
    Map<String, Workflow> workflows,
    long unpublished,
    Map<String, List<DeadLetter>> deadLetters,
    Topics topics) {
  /**
   * One workflow in the database.
   *
   * @param history in the order of versions, then of commits
   */
  record Workflow(
      Head canonical, List<Row> history, @Nullable Projected projected) {}

  /** The row of the canonical store. */
  record Head(String reducer, long version, long value, String chain) {}

  /** A row of the history, with hashes in hex. */
  record Row(
      long version,
      String actionId,
      Change change,
      List<Intent> intents,
      @Nullable Long expectedVersion,
      String actionHash,
      String chain) {}

  /** The row of the read model. */
  record Projected(String reducer, long version, long value) {}

  /** An intent {@code reached} of the counter. */
  record Intent(long version, String actionId, long value, long notifyAt) {}

  /** A dead letter; {@code actionId} is empty if the record could not be decoded. */
  record DeadLetter(String actionId, String reason) {
    static final String GAVE_UP = "gave-up";
  }

  /**
   * Records on the topics, by workflow key and in order.
   *
   * @param committed events of {@code state-committed}
   * @param actions action ids on {@code actions}
   * @param deadLetters action ids and reasons on {@code actions-dlq}
   */
  record Topics(
      Map<String, List<Event>> committed,
      Map<String, List<Intent>> intents,
      Map<String, List<Conflict>> conflicts,
      Map<String, List<GiveUp>> giveUps,
      Map<String, List<String>> actions,
      Map<String, List<DeadLetter>> deadLetters) {}

  /** A record on the topic {@code state-committed}. */
  record Event(
      String reducer,
      long previousVersion,
      long version,
      long value,
      String chain,
      List<String> actionIds) {}

  /** A record on the topic {@code state-conflicts}; its turn expected one version and found another. */
  record Conflict(long expected, long found, List<String> actionIds) {}

  /** A record on the topic {@code reducer-gave-up}. */
  record GiveUp(long version, List<String> actionIds) {}

  List<Row> history(String workflowKey) {
    var workflow = workflows.get(workflowKey);
    return workflow == null ? List.of() : workflow.history;
  }

  /** Ids of the actions that were given up and became dead letters. */
  Set<String> givenUp(String workflowKey) {
    return deadLetters.getOrDefault(workflowKey, List.of()).stream()
        .filter(letter -> letter.reason().equals(DeadLetter.GAVE_UP))
        .map(DeadLetter::actionId)
        .collect(Collectors.toSet());
  }

  long published() {
    return topics.committed.values().stream().mapToLong(List::size).sum();
  }

  /** The number of redelivered events. */
  long repeats() {
    return published()
        - topics.committed.values().stream()
            .mapToLong(ofKey -> new HashSet<>(ofKey).size())
            .sum();
  }
}
