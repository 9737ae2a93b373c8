package dev.purereducer.chaos;

/** Simulated client, which runs its steps one after another on its own thread. */
@FunctionalInterface
interface Client {
  void step() throws InterruptedException;
}
