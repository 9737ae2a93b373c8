package dev.purereducer.commit;

/** A bounded queue of the commit path has no room; nothing was taken. Try again a little later. */
public final class QueueFullException extends RuntimeException {
  public QueueFullException(String bound) {
    super("queue is full: " + bound, null, false, false);
  }
}
