package dev.purereducer.cluster;

/** A test thread was interrupted while it waited for a process. */
final class Interrupted {
  private Interrupted() {}

  static IllegalStateException meanwhile(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
