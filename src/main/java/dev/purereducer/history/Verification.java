package dev.purereducer.history;

import java.util.List;

/**
 * What the check of a workflow's history found.
 *
 * @param version the version of the canonical state that was checked
 * @param actions how many rows of the history were read
 * @param findings in the order of the history, the first {@value #MAX_FINDINGS}; empty when all is
 *     as it should be
 */
public record Verification(String workflowKey, long version, long actions, List<Finding> findings) {
  public static final int MAX_FINDINGS = 100;

  public Verification {
    findings = List.copyOf(findings);
  }

  public boolean consistent() {
    return findings.isEmpty();
  }

  /** Something that should not be. */
  public sealed interface Finding {
    /** The version at which it shows. */
    long version();

    /** The row after {@code version - 1} is missing, or stands twice, or is out of place. */
    record VersionGap(long version, long found) implements Finding {}

    /** The history has rows beyond the canonical version, up to {@code version}. */
    record HistoryAheadOfState(long version) implements Finding {}

    /** The stored payload does not hash to the row's payload hash. */
    record PayloadChanged(long version) implements Finding {}

    /** The row's chain does not follow from the row before and its own action. */
    record ChainBroken(long version) implements Finding {}

    /** The reducer does not take the action: it is damaged, or the reducer is not pure. */
    record ReplayFailed(long version, String reason) implements Finding {}

    /** The canonical row does not carry the chain of its last action. */
    record HeadChainDiffers(long version) implements Finding {}

    /** The canonical state is not the reducer folded over the actions. */
    record StateDiffers(long version) implements Finding {}
  }
}
