package dev.purereducer.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Signals to processes; {@link ProcessHandle} knows TERM and KILL only. */
final class Signals {
  private Signals() {}

  /** Processes that are gone by now are none of the caller's business. */
  static void send(String signal, Stream<ProcessHandle> processes) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
    processes.map(ProcessHandle::pid).map(String::valueOf).forEach(command::add);
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("kill -" + signal, e);
    } catch (InterruptedException e) {
      throw Interrupted.meanwhile(e);
    }
  }

  /** A process and all that it started, as of now. */
  static Stream<ProcessHandle> tree(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants());
  }

  /** Ends them without a chance to tidy up, and returns once they are gone. */
  static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }
}
