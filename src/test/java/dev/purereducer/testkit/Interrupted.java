package dev.purereducer.testkit;

/** Conversion of an {@link InterruptedException}, with the interrupt flag restored. */
final class Interrupted {
  private Interrupted() {}

  static IllegalStateException asUnchecked(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
