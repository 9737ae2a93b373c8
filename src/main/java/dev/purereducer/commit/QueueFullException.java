package dev.purereducer.commit;

/** A bounded queue of the commit path is full. The action was not accepted and can be retried. */
public final class QueueFullException extends RuntimeException {
  public QueueFullException(String bound) {
    super("queue is full: " + bound, null, false, false);
  }
}
