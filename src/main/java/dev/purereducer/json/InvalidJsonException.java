package dev.purereducer.json;

/** Invalid or unstorable JSON. The message has the cause and its position, but none of the text. */
public final class InvalidJsonException extends RuntimeException {
  public InvalidJsonException(String message) {
    super(message, null, false, false);
  }
}
