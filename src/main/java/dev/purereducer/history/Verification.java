package dev.purereducer.history;

import java.util.List;

/**
 * The result of verifying a workflow.
 *
 * @param version the version of the verified canonical state
 * @param actions number of history rows read
 * @param findings the first {@value #MAX_FINDINGS} inconsistencies, in the order of the history
 */
public record Verification(String workflowKey, long version, long actions, List<Finding> findings) {
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

    /** The payload hash of the row is not the hash of its payload. */
    record PayloadChanged(long version) implements Finding {}

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
