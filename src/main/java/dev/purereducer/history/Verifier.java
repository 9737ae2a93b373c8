package dev.purereducer.history;

import dev.purereducer.event.HashChain;
import dev.purereducer.history.HistoryStore.CanonicalRow;
import dev.purereducer.history.HistoryStore.RecordedAction;
import dev.purereducer.history.HistoryStore.Snapshot;
import dev.purereducer.history.Replay.CorruptHistoryException;
import dev.purereducer.history.Verifier.Verification.Finding;
import dev.purereducer.history.Verifier.Verification.NotChecked;
import dev.purereducer.json.JsonText;
import dev.purereducer.json.JsonText.InvalidJsonException;
import dev.purereducer.reduce.Json;
import dev.purereducer.reduce.Reducer;
import dev.purereducer.reduce.Reducers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verification of one workflow. After a finding, the check continues from the stored values, so that
 * one inconsistency is one finding; the fold continues at the next snapshot.
 *
 * <p>Actions that a reducer version committed that this instance does not have are not folded, and are
 * reported as not checked: they are no damage.
 */
public final class Verifier {
  /**
   * The result of verifying a workflow.
   *
   * @param version the version of the verified canonical state
   * @param actions number of history rows read
   * @param findings the first {@value #MAX_FINDINGS} inconsistencies, in the order of the history
   * @param notChecked versions whose states could not be computed here, at most {@value
   *     #MAX_FINDINGS}
   */
  public record Verification(
      String workflowKey,
      long version,
      long actions,
      List<Finding> findings,
      List<NotChecked> notChecked) {
    public static final int MAX_FINDINGS = 100;

    public Verification {
      findings = List.copyOf(findings);
      notChecked = List.copyOf(notChecked);
    }

    /** Versions from {@code from} to {@code to} whose states were not computed. */
    public record NotChecked(long from, long to, String reason) {}

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

      /** The canonical state, or its reducer version, is not that of the fold of the actions. */
      record StateDiffers(long version) implements Finding {}

      /** The reducer version changes after {@code version}, and the state there is not stored. */
      record SnapshotMissing(long version) implements Finding {}

      /** The snapshot is not the fold of the actions, or differs from its row of the history. */
      record SnapshotDiffers(long version) implements Finding {}
    }
  }

  private final String workflowKey;
  private final CanonicalRow head;
  private final Reducers reducers;
  private final List<Finding> findings = new ArrayList<>();
  private final List<NotChecked> notChecked = new ArrayList<>();
  private byte[] chain = HashChain.GENESIS;
  private long version;
  private int reducerVersion;
  private long rows;

  /** Null while the states cannot be computed. */
  private @Nullable Fold<?> fold;

  /** Why they cannot be computed here; null if they can, or after a finding. */
  private @Nullable String unavailable;

  private @Nullable Snapshot lastSnapshot;

  Verifier(String workflowKey, CanonicalRow head, Reducers reducers) {
    this.workflowKey = workflowKey;
    this.head = head;
    this.reducers = reducers;
  }

  /** Checks the next action of the history. */
  void check(RecordedAction entry) {
    rows++;
    if (entry.version() != version + 1) {
      found(new Finding.VersionGap(version + 1, entry.version()));
      fold = null;
    }
    checkAction(entry);
    var expected = HashChain.next(chain, entry.version(), entry.actionId(), entry.actionHash());
    if (!Arrays.equals(expected, entry.chain())) {
      found(new Finding.ChainBroken(entry.version()));
    }
    if (fold == null || fold.reducer().version() != entry.reducerVersion()) {
      begin(entry);
    }
    apply(entry);
    checkSnapshot(entry);
    version = entry.version();
    chain = entry.chain();
    reducerVersion = entry.reducerVersion();
  }

  /** Checks the canonical row after the last action. */
  Verification finish() {
    if (version != head.version()) {
      found(new Finding.VersionGap(version + 1, head.version()));
      fold = null;
    }
    if (head.historyVersion() instanceof Long last && last > head.version()) {
      found(new Finding.HistoryAheadOfState(last));
    }
    if (!Arrays.equals(chain, head.chain())) {
      found(new Finding.HeadChainDiffers(head.version()));
    }
    boolean committedByAnother =
        version == head.version() && reducerVersion != head.reducerVersion();
    if (committedByAnother || differs(head.version(), head.stateText(), head.schemaVersion())) {
      found(new Finding.StateDiffers(head.version()));
    }
    return new Verification(workflowKey, head.version(), rows, findings, notChecked);
  }

  /** Starts to fold at the action, if the state before it is known and can be decoded. */
  private void begin(RecordedAction entry) {
    boolean wasFolding = fold != null;
    fold = null;
    var reducer = reducers.find(head.reducer(), entry.reducerVersion());
    if (reducer == null) {
      unavailable = "reducer version " + entry.reducerVersion() + " is not available";
    } else if (entry.reducerVersion() != reducerVersion) {
      unavailable = null;
    }
    var start = startBefore(entry);
    if (start == null && entry.version() != 1) {
      if (wasFolding) {
        found(new Finding.SnapshotMissing(entry.version() - 1));
      }
    } else if (reducer != null) {
      begin(reducer, start);
    }
  }

  private void begin(Reducer<?> reducer, @Nullable Snapshot start) {
    if (start != null && !Fold.canDecode(reducer, start.schemaVersion())) {
      unavailable = schemaUnavailable(start.schemaVersion());
      return;
    }
    unavailable = null;
    try {
      fold = new Fold<>(workflowKey, reducer, start);
    } catch (CorruptHistoryException _) {
      found(new Finding.SnapshotDiffers(version));
    }
  }

  private @Nullable Snapshot startBefore(RecordedAction entry) {
    return lastSnapshot != null && lastSnapshot.version() == entry.version() - 1
        ? lastSnapshot
        : null;
  }

  private void checkAction(RecordedAction entry) {
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

  private void apply(RecordedAction entry) {
    if (fold == null) {
      if (unavailable != null) {
        notChecked(entry.version(), unavailable);
      }
      return;
    }
    try {
      fold.apply(entry);
    } catch (CorruptHistoryException e) {
      found(new Finding.ReplayFailed(entry.version(), String.valueOf(e.getMessage())));
      fold = null;
    }
  }

  private void checkSnapshot(RecordedAction entry) {
    var snapshot = entry.snapshot();
    if (snapshot == null) {
      return;
    }
    if (!Arrays.equals(snapshot.chain(), entry.chain())
        || snapshot.reducerVersion() != entry.reducerVersion()
        || differs(snapshot.version(), snapshot.stateText(), snapshot.schemaVersion())) {
      found(new Finding.SnapshotDiffers(entry.version()));
    }
    lastSnapshot = snapshot;
  }

  /** Whether the stored state is known to be another one than that of the fold. */
  private boolean differs(long storedVersion, String stateText, int schemaVersion) {
    if (fold == null) {
      return false;
    }
    if (!Fold.canDecode(fold.reducer(), schemaVersion)) {
      notChecked(storedVersion, schemaUnavailable(schemaVersion));
      return false;
    }
    return !fold.hasState(stateText, schemaVersion);
  }

  private static String schemaUnavailable(int schemaVersion) {
    return "schema version " + schemaVersion + " is not available";
  }

  private void notChecked(long notCheckedVersion, String reason) {
    var last = notChecked.isEmpty() ? null : notChecked.getLast();
    if (last != null && last.reason().equals(reason) && last.to() == notCheckedVersion - 1) {
      notChecked.set(notChecked.size() - 1, new NotChecked(last.from(), notCheckedVersion, reason));
    } else if (notChecked.size() < Verification.MAX_FINDINGS) {
      notChecked.add(new NotChecked(notCheckedVersion, notCheckedVersion, reason));
    }
  }

  private void found(Finding finding) {
    if (findings.size() < Verification.MAX_FINDINGS) {
      findings.add(finding);
    }
  }
}
