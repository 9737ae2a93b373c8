package dev.purereducer.json;

/** Text that is no JSON value we can store; the message says why and where, and quotes nothing. */
public final class BadJson extends RuntimeException {
  public BadJson(String message) {
    super(message, null, false, false);
  }
}
