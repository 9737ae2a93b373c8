package dev.purereducer.database;

/**
 * The database is unavailable or has not answered in time. The outcome of a write is then unknown:
 * it is safe to send the action again under the same id.
 */
public final class StoreUnavailableException extends RuntimeException {
  public StoreUnavailableException(String message) {
    super(message, null, false, false);
  }
}
