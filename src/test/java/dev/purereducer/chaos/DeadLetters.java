package dev.purereducer.chaos;

import dev.purereducer.chaos.Action.Change;
import dev.purereducer.chaos.Action.KnownOutcome;
import dev.purereducer.chaos.Check.Finding;
import dev.purereducer.chaos.Evidence.DeadLetter;
import dev.purereducer.chaos.Evidence.GiveUp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Dead letters (I9): a rejected action from Kafka is on the topic and in the table with its reason,
 * in the table at most once per record; an action that was given up is in the table and on the topic
 * of give-ups (I3); and there are no others.
 */
final class DeadLetters implements Check {
  private static final String PROMISE = "I9";
  private static final String GIVE_UP_PROMISE = "I3";
  private static final DeadLetter NOT_SENT = new DeadLetter("", "");

  @Override
  public List<Finding> findings(Journal journal, Evidence evidence) {
    List<Finding> findings = new ArrayList<>();
    Map<String, Map<String, Change>> changes = new HashMap<>();
    for (var sent : journal.sent()) {
      changes
          .computeIfAbsent(sent.workflowKey(), _ -> new HashMap<>())
          .put(sent.actionId(), sent.change());
      if (sent.change() instanceof Change.Rejected
          && sent.outcome() instanceof KnownOutcome.Accepted) {
        requireDeadLetter(sent, evidence, findings);
      }
    }
    var topics = evidence.topics();
    for (var key : keys(evidence)) {
      Map<String, Change> sent = changes.getOrDefault(key, Map.of());
      var rows = evidence.deadLetters().getOrDefault(key, List.of());
      var records = topics.deadLetters().getOrDefault(key, List.of());
      checkReasons(key, rows, sent, findings);
      checkReasons(key, records, sent, findings);
      checkGiveUps(key, evidence, findings);
    }
    return findings;
  }

  private static Set<String> keys(Evidence evidence) {
    Set<String> keys = new HashSet<>(evidence.deadLetters().keySet());
    keys.addAll(evidence.topics().deadLetters().keySet());
    keys.addAll(evidence.topics().giveUps().keySet());
    return keys;
  }

  private static void requireDeadLetter(
      Journal.SentAction sent, Evidence evidence, List<Finding> findings) {
    var key = sent.workflowKey();
    var letter = new DeadLetter(sent.actionId(), Change.Rejected.REASON);
    var topics = evidence.topics();
    long rows = count(evidence.deadLetters().getOrDefault(key, List.of()), letter);
    long sendings = count(topics.actions().getOrDefault(key, List.of()), sent.actionId());
    if (rows == 0 || rows > sendings) {
      findings.add(new Finding(
          PROMISE,
          key,
          sent.actionId() + " was sent " + sendings + " times and rejected, and has " + rows
              + " dead letters"));
    }
    if (count(topics.deadLetters().getOrDefault(key, List.of()), letter) == 0) {
      findings.add(new Finding(
          PROMISE, key, sent.actionId() + " was rejected and is not on the dead-letter topic"));
    }
  }

  private static void checkReasons(
      String key, List<DeadLetter> letters, Map<String, Change> sent, List<Finding> findings) {
    for (var letter : new HashSet<>(letters)) {
      var expected = switch (sent.get(letter.actionId())) {
        case null -> NOT_SENT;
        case Change.Rejected _ -> new DeadLetter(letter.actionId(), Change.Rejected.REASON);
        case Change.Add _, Change.Assign _, Change.Patch _ ->
          new DeadLetter(letter.actionId(), DeadLetter.GAVE_UP);
      };
      if (!letter.equals(expected)) {
        findings.add(new Finding(PROMISE, key, letter + " is not justified by what was sent"));
      }
    }
  }

  private static void checkGiveUps(String key, Evidence evidence, List<Finding> findings) {
    var published = new HashSet<String>();
    evidence.topics().giveUps().getOrDefault(key, List.of()).stream()
        .map(GiveUp::actionIds)
        .forEach(published::addAll);
    var recorded = evidence.givenUp(key);
    if (!published.equals(recorded)) {
      findings.add(new Finding(
          GIVE_UP_PROMISE, key, "given up are " + recorded + ", published is " + published));
    }
  }

  private static <T> long count(Collection<T> all, T one) {
    return all.stream().filter(one::equals).count();
  }
}
