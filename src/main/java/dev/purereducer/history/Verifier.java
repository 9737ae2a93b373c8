package dev.purereducer.history;

import dev.purereducer.event.HashChain;
import dev.purereducer.history.Replay.CorruptHistoryException;
import dev.purereducer.history.Verifier.Verification.Finding;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verification of one workflow. After a finding, the check continues from the stored values, so that
 * one inconsistency is one finding; only the fold ends at the first action that cannot be applied.
 */
public final class Verifier {
  /**
   * The result of verifying a workflow.
   *
   * @param version the version of the verified canonical state
   * @param actions number of history rows read
   * @param findings the first {@value #MAX_FINDINGS} inconsistencies, in the order of the history
   */
  public record Verification(
      String workflowKey, long version, long actions, List<Finding> findings) {
    public static final int MAX_FINDINGS = 100;

    public Verification {
      findings = List.copyOf(findings);
    }

    public boolean consistent() {
      return findings.isEmpty();
    }

    /** An inconsistency. */
    public sealed interface Finding {
      /** The version at which it was detected. */
      long version();

      /** The row of {@code version} is missing, duplicated or out of order; {@code found} is there. */
      record VersionGap(long version, long found) implements Finding {}

      /** The history has rows after the canonical version, up to {@code version}. */
      record HistoryAheadOfState(long version) implements Finding {}

      /** The action hash of the row is not the hash of its action. */
      record ActionChanged(long version) implements Finding {}

      /** The chain hash of the row does not follow from the previous row and its action. */
      record ChainBroken(long version) implements Finding {}

      /** The reducer does not accept the action: the action is corrupt or the reducer is not pure. */
      record ReplayFailed(long version, String reason) implements Finding {}

      /** The chain hash of the canonical row is not that of its last action. */
      record HeadChainDiffers(long version) implements Finding {}

      /** The canonical state is not the fold of the actions. */
      record StateDiffers(long version) implements Finding {}
    }
  }

  private final String workflowKey;
  private final HistoryStore.CanonicalRow head;
  private final Fold<?> fold;
  private final List<Finding> findings = new ArrayList<>();
  private byte[] chain = HashChain.GENESIS;
  private long version;
  private long rows;
  private boolean folding = true;

  Verifier(String workflowKey, HistoryStore.CanonicalRow head, Reducer<?> reducer) {
    this.workflowKey = workflowKey;
    this.head = head;
    this.fold = new Fold<>(workflowKey, reducer);
  }

  /** Checks the next action of the history. */
  void check(HistoryStore.RecordedAction entry) {
    rows++;
    if (entry.version() != version + 1) {
      found(new Finding.VersionGap(version + 1, entry.version()));
      folding = false;
    }
    checkAction(entry);
    var expected = HashChain.next(chain, entry.version(), entry.actionId(), entry.actionHash());
    if (!Arrays.equals(expected, entry.chain())) {
      found(new Finding.ChainBroken(entry.version()));
    }
    if (folding) {
      apply(entry);
    }
    version = entry.version();
    chain = entry.chain();
  }

  /** Checks the canonical row after the last action. */
  Verification finish() {
    if (version != head.version()) {
      found(new Finding.VersionGap(version + 1, head.version()));
      folding = false;
    }
    if (head.historyVersion() instanceof Long last && last > head.version()) {
      found(new Finding.HistoryAheadOfState(last));
    }
    if (!Arrays.equals(chain, head.chain())) {
      found(new Finding.HeadChainDiffers(head.version()));
    }
    if (folding && !sameState()) {
      found(new Finding.StateDiffers(head.version()));
    }
    return new Verification(workflowKey, head.version(), rows, findings);
  }

  private void checkAction(HistoryStore.RecordedAction entry) {
    if (!Arrays.equals(hash(entry.actionText()), entry.actionHash())) {
      found(new Finding.ActionChanged(entry.version()));
    }
  }

  /** The hash of the stored action; null if it cannot be read. */
  private static byte @Nullable [] hash(String actionText) {
    try {
      return JsonText.parse(actionText) instanceof Json.Obj action
              && action.text("reducer") instanceof String reducer
              && action.get("payload") instanceof Json payload
          ? HashChain.actionHash(
              reducer, action.text("type"), action.get("expected_version"), payload)
          : null;
    } catch (InvalidJsonException _) {
      return null;
    }
  }

  private void apply(HistoryStore.RecordedAction entry) {
    try {
      fold.apply(entry);
    } catch (CorruptHistoryException e) {
      found(new Finding.ReplayFailed(entry.version(), String.valueOf(e.getMessage())));
      folding = false;
    }
  }

  private boolean sameState() {
    try {
      var stored =
          fold.encodeAtCurrentSchema(JsonText.parse(head.stateText()), head.schemaVersion());
      return Arrays.equals(JsonText.canonical(stored), JsonText.canonical(fold.encoded()));
    } catch (RuntimeException e) {
      // the reducer cannot decode the state, so the state is not the result of the reducer
      return false;
    }
  }

  private void found(Finding finding) {
    if (findings.size() < Verification.MAX_FINDINGS) {
      findings.add(finding);
    }
  }
}
