package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Contents of PostgreSQL and Kafka after a scenario.
 *
 * @param unpublished rows left in the outbox
 * @param actionsTopic by key, the action ids on the topic {@code actions}, in order
 */
record Evidence(
    Map<String, Workflow> workflows,
    long unpublished,
    Map<String, List<Event>> events,
    Map<String, List<String>> actionsTopic) {
  /**
   * One workflow in the database.
   *
   * @param history in the order of versions, then of commits
   * @param givenUp ids of the actions that were given up and became dead letters
   */
  record Workflow(
      Head canonical, List<Row> history, @Nullable Projected projected, Set<String> givenUp) {}

  /** The row of the canonical store. */
  record Head(long version, long value, String chain) {}

  /** A row of the history, with hashes in hex. */
  record Row(long version, String actionId, Change change, String payloadHash, String chain) {}

  /** The row of the read model. */
  record Projected(long version, long value) {}

  /** A record on the topic {@code state-committed}. */
  record Event(
      long previousVersion, long version, long value, String chain, List<String> actionIds) {}

  List<Row> history(String workflowKey) {
    var workflow = workflows.get(workflowKey);
    return workflow == null ? List.of() : workflow.history;
  }

  Set<String> givenUp(String workflowKey) {
    var workflow = workflows.get(workflowKey);
    return workflow == null ? Set.of() : workflow.givenUp;
  }

  long published() {
    return events.values().stream().mapToLong(List::size).sum();
  }

  /** The number of redelivered events. */
  long repeats() {
    return published()
        - events.values().stream()
            .mapToLong(ofKey -> new HashSet<>(ofKey).size())
            .sum();
  }
}
