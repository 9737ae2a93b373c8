package dev.purereducer.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Processor time of the whole machine since its start, from {@code /proc/stat}. */
public final class ProcessorTime {
  /** The unit of the file, whatever the kernel's own clock. */
  private static final double TICKS_PER_SECOND = 100;

  /** The fields user, nice, system, irq and softirq, without idle and iowait. */
  private static final int[] BUSY = {1, 2, 3, 6, 7};

  /** The field steal: time that the host of a virtual machine gave to others. */
  private static final int[] STOLEN = {8};

  private ProcessorTime() {}

  public static double busySeconds() {
    return seconds(BUSY);
  }

  public static double stolenSeconds() {
    return seconds(STOLEN);
  }

  private static double seconds(int... counted) {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      var fields = lines.findFirst().orElseThrow().split("\\s+");
      return Arrays.stream(counted)
              .mapToLong(field -> Long.parseLong(fields[field]))
              .sum()
          / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
