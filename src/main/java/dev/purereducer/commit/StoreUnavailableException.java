package dev.purereducer.commit;

/**
 * The database did not respond in time. It is unknown whether the action was committed; sending it
 * again with the same id is safe and returns its outcome.
 */
public final class StoreUnavailableException extends RuntimeException {
  public StoreUnavailableException(String message) {
    super(message, null, false, false);
  }
}
