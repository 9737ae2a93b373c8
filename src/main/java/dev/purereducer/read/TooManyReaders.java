package dev.purereducer.read;

/** A bound on reads is reached; nothing was done. Try again a little later. */
final class TooManyReaders extends RuntimeException {
  TooManyReaders(String bound) {
    super("too many " + bound, null, false, false);
  }
}
