package dev.purereducer.hotkey;

/** A count that is not known exactly: at most {@code most}, and at least {@code most - error}. */
public record Estimate(long upperBound, long maxError) {
  Estimate plus(Estimate other) {
    return new Estimate(upperBound + other.upperBound, maxError + other.maxError);
  }
}
