package dev.purereducer.local;

import java.nio.file.Path;

/**
 * A server that was started here.
 *
 * @param address where clients find it, as their configuration wants it
 * @param about what a person at the log should know of it
 * @param handle stops it and removes its data
 */
record LocalServer(String address, String about, AutoCloseable handle) {
  /** Starts a server that keeps its data in an empty directory and listens on the given port. */
  @FunctionalInterface
  interface Starter {
    LocalServer start(Path emptyDirectory, int port) throws Exception;
  }
}
