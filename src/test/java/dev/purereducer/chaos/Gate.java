package dev.purereducer.chaos;

/** Gate that threads pass while it is open, and wait at while it is closed. */
final class Gate {
  private boolean closed;

  synchronized void close() {
    closed = true;
  }

  synchronized void open() {
    closed = false;
    notifyAll();
  }

  synchronized void pass() throws InterruptedException {
    while (closed) {
      wait();
    }
  }
}
