package dev.purereducer.hotkey;

/** An approximate count: between {@code upperBound - maxError} and {@code upperBound}. */
public record Estimate(long upperBound, long maxError) {
  Estimate plus(Estimate other) {
    return new Estimate(upperBound + other.upperBound, maxError + other.maxError);
  }
}
