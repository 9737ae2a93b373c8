package dev.purereducer.hotkey;

/** A workflow key with its counts in a window of {@code seconds}. */
public record HotKey(String workflowKey, Estimate actions, Estimate conflicts, double seconds) {
  /** Actions per second. */
  public double rate() {
    return actions.upperBound() / seconds;
  }
}
