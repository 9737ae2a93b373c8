package dev.purereducer.hotkey;

/** A count that is not known exactly: at most {@code most}, and at least {@code most - error}. */
public record Estimate(long most, long error) {
  Estimate plus(Estimate other) {
    return new Estimate(most + other.most, error + other.error);
  }
}
