package dev.purereducer.chaos;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is there after everything has healed.
 *
 * @param unpublished rows left in the outbox
 * @param actionsTopic per key, the ids of the actions on the topic {@code actions}, in its order
 */
record Evidence(
    Map<String, Workflow> workflows,
    long unpublished,
    Map<String, List<Event>> events,
    Map<String, List<String>> actionsTopic) {

  /**
   * One workflow as the database has it.
   *
   * @param history in the order of versions, then of commits
   * @param setAside the ids of actions given up, which somebody may redrive
   */
  record Workflow(
      Head canonical, List<Row> history, @Nullable Projected projected, Set<String> setAside) {}

  /** The row of the canonical store. */
  record Head(long version, long value, String chain) {}

  /** A row of the history; hashes in hex. */
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

  Set<String> setAside(String workflowKey) {
    var workflow = workflows.get(workflowKey);
    return workflow == null ? Set.of() : workflow.setAside;
  }

  long published() {
    return events.values().stream().mapToLong(List::size).sum();
  }

  /** Events that were published before. */
  long repeats() {
    return published()
        - events.values().stream()
            .mapToLong(ofKey -> new HashSet<>(ofKey).size())
            .sum();
  }
}
