package dev.purereducer.chaos;

/** Does one thing at a time; on a thread of its own. */
@FunctionalInterface
interface Client {
  void step() throws InterruptedException;
}
