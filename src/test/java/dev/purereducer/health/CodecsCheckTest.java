package dev.purereducer.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecsCheckTest {
  /** No file can be created there. */
  private static final String UNUSABLE = "/proc/none";

  @TempDir
  private Path folder;

  @Test
  void check_isUp_whereLibrariesCanBeLoaded() {
    var check = new CodecsCheck();

    check.tryCodecs();

    assertEquals(HealthCheckResponse.Status.UP, check.call().getStatus());
  }

  @Test
  void check_namesTheCodecs_whereNoFolderIsUsable() throws Exception {
    assertEquals("codecs DOWN [snappy, zstd]", checkWithFolders(UNUSABLE));
  }

  @Test
  void check_isUp_whereAnotherFolderIsUsable() throws Exception {
    assertEquals("codecs UP []", checkWithFolders(UNUSABLE, folder.toString()));
  }

  @Test
  void folder_isNotUsable_ifNoFileCanBeCreated() {
    assertFalse(CodecFolder.canExecuteFrom(UNUSABLE));
    assertFalse(CodecFolder.canExecuteFrom("\0"));
    assertTrue(CodecFolder.canExecuteFrom(folder.toString()));
  }

  @Test
  void folder_isNotUsable_ifItsFilesCannotBeExecuted() throws IOException {
    var mounted = noexecFolder();
    assumeTrue(mounted != null, "no writable file system is mounted with noexec here");

    assertFalse(CodecFolder.canExecuteFrom(mounted));
  }

  private static String noexecFolder() throws IOException {
    for (var mount : Files.readAllLines(Path.of("/proc/mounts"))) {
      var fields = mount.split(" ");
      if (fields[2].equals("tmpfs")
          && List.of(fields[3].split(",")).contains("noexec")
          && Files.isWritable(Path.of(fields[1]))) {
        return fields[1];
      }
    }
    return null;
  }

  private static String checkWithFolders(String... folders) throws Exception {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Djava.io.tmpdir=" + UNUSABLE,
        "-cp",
        System.getProperty("java.class.path"),
        Probe.class.getName()));
    command.addAll(Arrays.asList(folders));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    return output.lines().filter(line -> line.startsWith("codecs ")).findFirst().orElse(output);
  }

  /** The check in a process without a usable temporary directory; its arguments are the folders. */
  static final class Probe {
    public static void main(String[] folders) {
      CodecFolder.choose(List.of(folders));
      var check = new CodecsCheck();
      check.tryCodecs();
      var response = check.call();
      System.out.println("codecs " + response.getStatus() + " "
          + new TreeSet<>(response.getData().orElse(Map.of()).keySet()));
    }
  }
}
