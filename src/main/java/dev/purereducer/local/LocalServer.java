package dev.purereducer.local;

import java.nio.file.Path;

/**
 * A running server of the local stack.
 *
 * @param address address in the form of the clients' configuration
 * @param about note for the log
 * @param handle stops the server and removes its data
 */
record LocalServer(String address, String about, AutoCloseable handle) {
  /** Starts a server with its data in an empty directory, on a port. */
  @FunctionalInterface
  interface Starter {
    LocalServer start(Path emptyDirectory, int port) throws Exception;
  }
}
