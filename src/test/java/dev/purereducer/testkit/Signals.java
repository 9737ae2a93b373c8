package dev.purereducer.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Signals to processes beyond TERM and KILL, which are all that {@link ProcessHandle} has. */
final class Signals {
  /** Conversion of an {@link InterruptedException}, with the interrupt flag restored. */
  static final class Interrupted {
    private Interrupted() {}

    static IllegalStateException asUnchecked(InterruptedException e) {
      Thread.currentThread().interrupt();
      return new IllegalStateException("interrupted", e);
    }
  }

  private Signals() {}

  /** Sends a signal; processes that have exited are ignored. */
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
      throw Interrupted.asUnchecked(e);
    }
  }

  /** A process and its current descendants. */
  static Stream<ProcessHandle> tree(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants());
  }

  /** Ends them with SIGKILL and waits for their exit. */
  static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }
}
