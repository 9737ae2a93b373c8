package dev.purereducer.hotkey;

/** A key with its counts in a window of so many seconds. */
public record HotKey(String workflowKey, Estimate actions, Estimate lostRaces, double seconds) {
  /** Actions a second. */
  public double rate() {
    return actions.upperBound() / seconds;
  }
}
