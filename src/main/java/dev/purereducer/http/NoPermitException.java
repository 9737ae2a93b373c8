package dev.purereducer.http;

/** A bound on reads is reached; nothing was done. Try again a little later. */
public final class NoPermitException extends RuntimeException {
  public NoPermitException(String bound) {
    super("too many " + bound, null, false, false);
  }
}
