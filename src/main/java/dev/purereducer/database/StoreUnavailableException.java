package dev.purereducer.database;

/**
 * The store did not answer in time. The action may have been committed or not: sending it again
 * under the same id is safe and tells.
 */
public final class StoreUnavailableException extends RuntimeException {
  public StoreUnavailableException(String message) {
    super(message, null, false, false);
  }
}
