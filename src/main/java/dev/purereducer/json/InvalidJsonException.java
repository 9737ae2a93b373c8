package dev.purereducer.json;

/** Text that is no JSON value we can store; the message says why and where, and quotes nothing. */
public final class InvalidJsonException extends RuntimeException {
  public InvalidJsonException(String message) {
    super(message, null, false, false);
  }
}
