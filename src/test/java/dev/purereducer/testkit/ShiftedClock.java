package dev.purereducer.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A process's time of day, shifted by Debian's {@code faketime}; its other clocks stay. */
public final class ShiftedClock {
  private static final String SECONDS = "%+ds";

  private final String library;
  private final Path file;

  private ShiftedClock(String library, Path file) {
    this.library = library;
    this.file = file;
  }

  /** A clock that can be shifted while its process runs; empty if faketime is not installed. */
  public static Optional<ShiftedClock> adjustable() {
    return library().map(library -> {
      try {
        var clock = new ShiftedClock(library, Files.createTempFile("clock", ".faketime"));
        clock.shiftBy(Duration.ZERO);
        return clock;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** The environment of a process whose clock is shifted; empty if faketime is not installed. */
  public static Optional<Map<String, String>> environmentShiftedBy(Duration offset) {
    return library().map(library -> {
      var environment = environment(library);
      environment.put("FAKETIME", SECONDS.formatted(offset.toSeconds()));
      return environment;
    });
  }

  /** The environment of the process with this clock. */
  public Map<String, String> environment() {
    var environment = environment(library);
    environment.put("FAKETIME_TIMESTAMP_FILE", file.toString());
    environment.put("FAKETIME_CACHE_DURATION", "1");
    return environment;
  }

  /** Takes effect within a second. */
  public void shiftBy(Duration offset) {
    try {
      Files.writeString(file, SECONDS.formatted(offset.toSeconds()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> environment(String library) {
    Map<String, String> environment = new HashMap<>();
    environment.put("LD_PRELOAD", library);
    environment.put("NO_FAKE_STAT", "1");
    environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    // otherwise timed waits of threads return at once
    environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    return environment;
  }

  private static Optional<String> library() {
    try {
      var process =
          new ProcessBuilder("faketime", "-m", "-f", "+0s", "printenv", "LD_PRELOAD").start();
      var path =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 && !path.isEmpty() ? Optional.of(path) : Optional.empty();
    } catch (IOException noSuchCommand) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
